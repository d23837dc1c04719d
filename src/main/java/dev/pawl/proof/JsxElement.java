package dev.pawl.proof;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an element of JSX, in whose text line breaks with their indentation are no content. */
final class JsxElement {

  private static final Pattern STRING =
      Pattern.compile("\\{\\s*(?:\"([^\"\\\\]*)\"|'([^'\\\\]*)')\\s*\\}");

  private JsxElement() {}

  /**
   * Reads an element.
   *
   * @param tokens receives the tokens of the element and its text
   * @param other reads a child that is no text
   */
  static void read(SyntaxNode element, Consumer<String> tokens, Consumer<SyntaxNode> other) {
    tokens.accept("(" + element.type());
    var text = new StringBuilder();
    int end = -1;
    for (SyntaxNode child : element.children()) {
      if (child.is("jsx_text", "html_character_reference")) {
        String gap = end < 0 || end >= child.start() ? "" : element.text(end, child.start());
        text.append(gap).append(child.text());
      } else {
        Matcher string = STRING.matcher(child.is("jsx_expression") ? child.text() : "");
        if (string.matches()) {
          String value = string.group(1) != null ? string.group(1) : string.group(2);
          text.append(LiteralValues.JSX_MARK).append(value).append(LiteralValues.JSX_MARK);
        } else {
          addText(text, tokens);
          other.accept(child);
        }
      }
      end = child.end();
    }
    addText(text, tokens);
    tokens.accept(")");
  }

  private static void addText(StringBuilder text, Consumer<String> tokens) {
    String content = LiteralValues.jsxText(text.toString());
    text.setLength(0);
    if (!content.isEmpty()) {
      tokens.accept("text " + content);
    }
  }
}
