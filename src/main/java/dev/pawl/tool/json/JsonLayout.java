package dev.pawl.tool.json;

import dev.pawl.command.Finding;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.tool.editorconfig.EditorConfig.Wanted;
import dev.pawl.workspace.Language;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Lays out JSON, a member a line; names, numbers and strings stay as they are written. */
@Component
class JsonLayout implements TextFixer {

  private static final int USUAL_INDENT = 2;

  private final JsonSyntax syntax;
  private final EditorConfig config;

  JsonLayout(JsonSyntax syntax, EditorConfig config) {
    this.syntax = syntax;
    this.config = config;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formatterOf() {
    return Set.of(Language.JSON);
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("json");
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    List<Finding> errors = syntax.parse(source);
    if (!errors.isEmpty()) {
      throw new Unfixable("it does not parse: " + errors.getFirst().message());
    }
    Wanted wanted = config.of(source);
    String indent = wanted.tabs() ? "\t" : " ".repeat(wanted.indent().orElse(USUAL_INDENT));
    String text = new Writing(source.text(), indent).written();
    return source.lineEnding() == LineEnding.CRLF ? text.replace("\n", "\r\n") : text;
  }

  /** Goes through a text that parses, from sign to sign. */
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
          case '/' -> throw new Unfixable("it has comments, which this formatter would move");
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
        throw new Unfixable("it has a comma before a bracket, which this formatter would keep");
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
