package dev.pawl.tool.json;

import dev.pawl.tool.ParsedLayout;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.workspace.Language;
import org.springframework.stereotype.Component;

/** Formats JSON with one member per line; names, numbers and strings stay as written. */
@Component
class JsonLayout extends ParsedLayout {

  private static final int USUAL_INDENT = 2;

  private final EditorConfig config;

  JsonLayout(JsonSyntax syntax, EditorConfig config) {
    super(Language.JSON, syntax);
    this.config = config;
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("json");
  }

  @Override
  protected String laidOut(SourceFile source) throws Unfixable {
    return new Writing(source.text(), config.of(source).indentation(USUAL_INDENT)).written();
  }

  /** Scans a valid text character by character and writes the formatted text. */
  private static final class Writing {

    private final String text;
    private final String indent;
    private final StringBuilder result = new StringBuilder();
    private int at;
    private int depth;

    Writing(String text, String indent) {
      this.text = text;
      this.indent = indent;
    }

    String written() throws Unfixable {
      while (skipBlanks()) {
        char c = text.charAt(at);
        switch (c) {
          case '{', '[' -> open(c);
          case '}', ']' -> close(c);
          case ',' -> {
            result.append(c);
            newLine();
            at++;
          }
          case ':' -> {
            result.append(": ");
            at++;
          }
          case '"' -> string();
          case '/' -> throw new Unfixable("the file has comments, which this formatter would move");
          default -> {
            result.append(c);
            at++;
          }
        }
      }
      return result.append('\n').toString();
    }

    private boolean skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length();
    }

    private void open(char c) {
      result.append(c);
      at++;
      if (skipBlanks() && (text.charAt(at) == '}' || text.charAt(at) == ']')) {
        result.append(text.charAt(at++));
      } else {
        depth++;
        newLine();
      }
    }

    private void close(char c) throws Unfixable {
      if (result.toString().stripTrailing().endsWith(",")) {
        throw new Unfixable("the file has a trailing comma, which this formatter would keep");
      }
      depth--;
      newLine();
      result.append(c);
      at++;
    }

    private void string() {
      int start = at++;
      while (text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      result.append(text, start, ++at);
    }

    private void newLine() {
      result.append('\n').repeat(indent, depth);
    }
  }
}
