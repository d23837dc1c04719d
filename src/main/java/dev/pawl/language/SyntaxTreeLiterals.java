package dev.pawl.language;

import java.util.List;
import java.util.Optional;
import org.treesitter.TSNode;
import org.treesitter.TSTreeCursor;

/** Finds literals in the syntax tree of a text; texts that do not match the grammar have no known literals. */
final class SyntaxTreeLiterals {

  /**
   * Parts of the names of nodes that are literals in one of the grammars. The text of JSX is none of them: its lines
   * are trimmed when it is compiled.
   */
  private static final List<String> LITERALS =
      List.of("string", "template_literal", "regex", "char", "rune", "heredoc");

  /** A node that only groups literals, with code between them. */
  private static final String GROUP = "concatenated_string";

  private SyntaxTreeLiterals() {}

  static Optional<Literals> of(Language language, String text) {
    if (!SyntaxTreeParser.hasGrammar(language)
        || text.length() > SyntaxTreeParser.MAX_CHARACTERS
        || !SyntaxTreeParser.isWellFormed(text)) {
      return Optional.empty();
    }
    return SyntaxTreeParser.parse(language, text, root -> literals(root, text));
  }

  private static Optional<Literals> literals(TSNode root, String text) {
    if (root.hasError()) {
      return Optional.empty();
    }
    var literals = Literals.in(text);
    try (var cursor = new TSTreeCursor(root)) {
      collect(cursor, literals);
    }
    return Optional.of(literals);
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
}
