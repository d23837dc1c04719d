package dev.pawl.tool.treesitter;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterKotlin;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterRust;
import org.treesitter.TreeSitterTypescript;

/**
 * Reports where a text does not match the grammar of its language. Grammars lag behind languages and do not know
 * macros, so a mismatch is a warning and not an error; but a text that matched before a change must match after it.
 */
@Component
class TreeSitterSyntaxChecker implements SyntaxChecker {

  private static final int MAX_CHARACTERS = 4 << 20;

  private static final Map<Language, Supplier<TSLanguage>> GRAMMARS =
      Map.of(
          Language.C, TreeSitterC::new,
          Language.CPP, TreeSitterCpp::new,
          Language.GO, TreeSitterGo::new,
          Language.JAVASCRIPT, TreeSitterJavascript::new,
          Language.KOTLIN, TreeSitterKotlin::new,
          Language.PYTHON, TreeSitterPython::new,
          Language.RUST, TreeSitterRust::new,
          Language.TYPESCRIPT, TreeSitterTypescript::new);

  @Override
  public String name() {
    return "tree-sitter";
  }

  @Override
  public String version() {
    return LibraryVersion.version(TSParser.class, "io.github.bonede/tree-sitter");
  }

  @Override
  public boolean handles(String path) {
    // TSX has a grammar of its own, which is not bundled.
    return grammar(path).isPresent() && !SourceFile.extension(path).equals("tsx");
  }

  private static Optional<Supplier<TSLanguage>> grammar(String path) {
    return Language.of(path).map(GRAMMARS::get);
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    String text = source.text();
    Optional<Supplier<TSLanguage>> grammar = grammar(source.path());
    if (grammar.isEmpty() || text.length() > MAX_CHARACTERS || !isWellFormed(text)) {
      return List.of();
    }
    try (TSParser parser = new TSParser()) {
      parser.setLanguage(grammar.get().get());
      try (TSTree tree = parser.parseString(null, text)) {
        TSNode root = tree.getRootNode();
        return root.hasError() ? List.of(finding(source, firstError(root))) : List.of();
      }
    }
  }

  /** Returns whether a text has no unpaired surrogates, which the encoding of the parser cannot represent. */
  private static boolean isWellFormed(String text) {
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (Character.isHighSurrogate(c)
          && index + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(index + 1))) {
        index++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Descends to the first erroneous or missing node. */
  private static TSNode firstError(TSNode root) {
    TSNode node = root;
    while (!node.isError() && !node.isMissing()) {
      TSNode child = erroneousChild(node);
      if (child.isNull()) {
        return node;
      }
      node = child;
    }
    return node;
  }

  private static TSNode erroneousChild(TSNode node) {
    for (int index = 0; index < node.getChildCount(); index++) {
      TSNode childNode = node.getChild(index);
      if (childNode.hasError() || childNode.isMissing()) {
        return childNode;
      }
    }
    return new TSNode();
  }

  private Finding finding(SourceFile source, TSNode error) {
    String message =
        error.isMissing()
            ? "%s is missing".formatted(error.getType())
            : "does not match the grammar of the language";
    return Finding.at(
        source.path(),
        error.getStartPoint().getRow() + 1,
        0,
        Severity.WARNING,
        name(),
        RULE,
        message);
  }
}
