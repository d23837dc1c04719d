package dev.pawl.language;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterKotlin;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterRust;
import org.treesitter.TreeSitterTypescript;

/** Finds literals in the syntax tree of a text; texts that do not match the grammar have no known literals. */
final class SyntaxTreeLiterals {

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

  /**
   * Parts of the names of nodes that are literals in one of the grammars. The text of JSX is none of them: its lines
   * are trimmed when it is compiled.
   */
  private static final List<String> LITERALS =
      List.of("string", "template_literal", "regex", "char", "rune", "heredoc");

  /** A node that only groups literals, with code between them. */
  private static final String GROUP = "concatenated_string";

  private SyntaxTreeLiterals() {}

  static boolean hasGrammar(Language language) {
    return GRAMMARS.containsKey(language);
  }

  static Optional<Literals> of(Language language, String text) {
    @Nullable Supplier<TSLanguage> grammar = GRAMMARS.get(language);
    if (grammar == null || text.length() > MAX_CHARACTERS || !isWellFormed(text)) {
      return Optional.empty();
    }
    try (TSParser parser = new TSParser()) {
      parser.setLanguage(grammar.get());
      try (TSTree tree = parser.parseString(null, text)) {
        TSNode root = tree.getRootNode();
        if (root.hasError()) {
          return Optional.empty();
        }
        var literals = Literals.in(text);
        try (var cursor = new TSTreeCursor(root)) {
          collect(cursor, literals);
        }
        return Optional.of(literals);
      }
    }
  }

  private static void collect(TSTreeCursor cursor, Literals literals) {
    while (true) {
      TSNode node = cursor.currentNode();
      int start = node.getStartPoint().getRow() + 1;
      int end = node.getEndPoint().getRow() + 1;
      boolean descend = false;
      if (start < end) {
        if (isLiteral(node.getType())) {
          literals.addLines(start, end);
        } else {
          descend = true;
        }
      }
      if (descend && cursor.gotoFirstChild()) {
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          return;
        }
      }
    }
  }

  private static boolean isLiteral(String type) {
    return !type.equals(GROUP) && LITERALS.stream().anyMatch(type::contains);
  }

  /** Returns whether a text has no unpaired surrogates, which the encoding of the parser cannot represent. */
  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
