package dev.pawl.tool.treesitter;

import dev.pawl.command.Finding;
import dev.pawl.language.Language;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * Reports where a text does not match the grammar of its language. The grammars of Go, Python and JavaScript are as
 * good as the parsers of these languages, so a mismatch is an error. The other grammars lag behind their languages or
 * do not know macros: a mismatch is a note that counts in no gate; but a text that matched before a change must match
 * after it.
 */
@Component
class TreeSitterSyntaxChecker implements SyntaxChecker {

  private static final int MAX_CHARACTERS = 4 << 20;
  private static final int MAX_ERROR_LINES = 50;

  /** Python of other versions and dialects than the grammar describes. */
  private static final Pattern OTHER_PYTHON =
      Pattern.compile(
          "(?m)^\\s*(print\\s+[^\\s=(.,\\[:]|exec\\s+[^\\s=(.,\\[:]|except\\s+[\\w.]+\\s*,|raise\\s+[\\w.]+\\s*,"
              + "|cdef\\s|cpdef\\s|cimport\\s|[%!]\\w)|`|<>|\\b0[0-7]+\\b|\\b[uU][rR][\"']|\\b[tT][rR]?[\"']");

  /** JSX or Flow anywhere in a text. */
  private static final Pattern JSX_OR_FLOW =
      Pattern.compile("@flow\\b|(\\breturn|[=(?:&|,\\[{>])\\s*<[A-Za-z>/]");

  /** Syntax that the grammar of JavaScript may not know yet, and types. */
  private static final Pattern OTHER_JAVASCRIPT =
      Pattern.compile(
          "<!--|-->|(?m)^\\s*(@\\w|import\\s+(type|typeof|defer|source)\\s|export\\s+type\\s"
              + "|(await\\s+)?using\\s|(static\\s+)?accessor\\s|type\\s+\\w+\\s*=|declare\\s|%\\w+\\()"
              + "|\\bimport\\s*\\.|/[dgimsuy]*v[dgimsuy]*[\\s.,;)]|\\)\\s*:\\s*\\w+\\s*\\{|%[A-Z]\\w*\\(");

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
    if (grammar.isEmpty() || !isWellFormed(text)) {
      return List.of();
    }
    if (text.length() > MAX_CHARACTERS) {
      return List.of(
          FileFailure.notChecked(source.path(), name(), "longer than 4,194,304 characters"));
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
    int line = error.getStartPoint().getRow() + 1;
    if (!isReferenceGrammar(source, surroundings(source.text(), error))) {
      return FileFailure.note(
          source.path(),
          line,
          name(),
          RULE,
          "could not be read as %s: line %d".formatted(languageName(source), line));
    }
    String message =
        error.isMissing()
            ? "%s is missing".formatted(error.getType())
            : "does not match the grammar of the language";
    return syntaxError(source, line, 0, message);
  }

  /** Returns whether the grammar accepts everything in this file that the parser of its language accepts. */
  private static boolean isReferenceGrammar(SourceFile source, String surroundings) {
    String extension = SourceFile.extension(source.path());
    return switch (Language.of(source.path()).orElseThrow()) {
      case GO -> true;
      case PYTHON ->
          !Set.of("pyx", "pxd", "pyi").contains(extension)
              && !OTHER_PYTHON.matcher(surroundings).find();
      case JAVASCRIPT ->
          !extension.equals("jsx")
              && !JSX_OR_FLOW.matcher(source.text()).find()
              && !OTHER_JAVASCRIPT.matcher(surroundings).find();
      default -> false;
    };
  }

  /** Returns the lines of an error, with the line before it. */
  private static String surroundings(String text, TSNode error) {
    int start = error.getStartPoint().getRow() - 1;
    int end = error.getEndPoint().getRow();
    return text.lines()
        .skip(Math.max(0, start))
        .limit(Math.min(MAX_ERROR_LINES, end - start + 1L))
        .collect(Collectors.joining("\n"));
  }

  private static String languageName(SourceFile source) {
    Language language = Language.of(source.path()).orElseThrow();
    return switch (language) {
      case CPP -> "C++";
      case JAVASCRIPT -> "JavaScript";
      case TYPESCRIPT -> "TypeScript";
      default -> language.name().charAt(0) + language.key().substring(1);
    };
  }
}
