package dev.pawl.tool.json;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxAwareFormatter;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import org.springframework.stereotype.Component;

/** Formats JSON with one member per line; names, numbers and strings stay as written. */
@Component
class JsonFormatter extends SyntaxAwareFormatter {

  private static final int DEFAULT_INDENT = 2;

  private final EditorConfig config;

  JsonFormatter(JsonSyntaxChecker syntax, EditorConfig config) {
    super(Language.JSON, syntax);
    this.config = config;
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("json");
  }

  @Override
  protected String format(SourceFile source) throws UnfixableException {
    return new Printer(source.text(), config.propertiesOf(source).indentUnit(DEFAULT_INDENT))
        .print();
  }

  /** Scans a valid text character by character and writes the formatted text. */
  private static final class Printer {

    private final String text;
    private final String indent;
    private final StringBuilder result = new StringBuilder();
    private int position;
    private int depth;

    Printer(String text, String indent) {
      this.text = text;
      this.indent = indent;
    }

    String print() throws UnfixableException {
      while (skipWhitespace()) {
        char c = text.charAt(position);
        switch (c) {
          case '{', '[' -> printOpeningBracket(c);
          case '}', ']' -> printClosingBracket(c);
          case ',' -> {
            result.append(c);
            printNewLine();
            position++;
          }
          case ':' -> {
            result.append(": ");
            position++;
          }
          case '"' -> printString();
          case '/' ->
              throw new UnfixableException(
                  "the file has comments, which this formatter would move");
          default -> {
            result.append(c);
            position++;
          }
        }
      }
      return result.append('\n').toString();
    }

    private boolean skipWhitespace() {
      while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
        position++;
      }
      return position < text.length();
    }

    private void printOpeningBracket(char c) {
      result.append(c);
      position++;
      if (skipWhitespace() && (text.charAt(position) == '}' || text.charAt(position) == ']')) {
        result.append(text.charAt(position++));
      } else {
        depth++;
        printNewLine();
      }
    }

    private void printClosingBracket(char c) throws UnfixableException {
      if (endsWithComma()) {
        throw new UnfixableException(
            "the file has a trailing comma, which this formatter would keep");
      }
      depth--;
      printNewLine();
      result.append(c);
      position++;
    }

    private boolean endsWithComma() {
      int end = result.length();
      while (end > 0 && Character.isWhitespace(result.charAt(end - 1))) {
        end--;
      }
      return end > 0 && result.charAt(end - 1) == ',';
    }

    private void printString() {
      int start = position++;
      while (text.charAt(position) != '"') {
        position += text.charAt(position) == '\\' ? 2 : 1;
      }
      result.append(text, start, ++position);
    }

    private void printNewLine() {
      result.append('\n').repeat(indent, depth);
    }
  }
}
