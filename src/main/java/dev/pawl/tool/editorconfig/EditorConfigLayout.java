package dev.pawl.tool.editorconfig;

import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.editorconfig.EditorConfig.Wanted;
import dev.pawl.tool.lexer.Lexer;
import java.util.BitSet;
import org.springframework.stereotype.Component;

/**
 * Does what a target's {@code .editorconfig} asks for in files that no formatter lays out: no blanks at line ends, a newline
 * at the end of the file or none. Lines that go on in a string stay as they are.
 */
@Component
class EditorConfigLayout implements TextFixer {

  private final EditorConfig config;

  EditorConfigLayout(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "editorconfig";
  }

  @Override
  public String version() {
    return "2";
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
  public boolean handles(SourceFile source) {
    Wanted wanted = config.of(source);
    return wanted.trimmed() || wanted.finalNewline().isPresent();
  }

  @Override
  public String fix(SourceFile source) {
    Wanted wanted = config.of(source);
    String text = wanted.trimmed() ? trimmed(source) : source.text();
    if (text.isEmpty() || wanted.finalNewline().isEmpty()) {
      return text;
    }
    return wanted.finalNewline().get() ? ended(text, source.lineEnding()) : open(text);
  }

  private static String ended(String text, LineEnding ending) {
    if (text.endsWith("\n")) {
      return text;
    }
    return text + ending.end("\n");
  }

  private static String open(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String trimmed(SourceFile source) {
    BitSet strings = linesThatGoOnInStrings(source);
    var result = new StringBuilder();
    int line = 1;
    for (String one : source.text().split("(?<=\n)")) {
      int end = one.length();
      while (end > 0 && (one.charAt(end - 1) == '\n' || one.charAt(end - 1) == '\r')) {
        end--;
      }
      int kept = end;
      while (kept > 0 && (one.charAt(kept - 1) == ' ' || one.charAt(kept - 1) == '\t')) {
        kept--;
      }
      result.append(one, 0, strings.get(line) ? end : kept).append(one, end, one.length());
      line++;
    }
    return result.toString();
  }

  private static BitSet linesThatGoOnInStrings(SourceFile source) {
    var lines = new BitSet();
    source
        .language()
        .ifPresent(language -> {
          var lexer = new Lexer(language, source.text());
          while (lexer.next()) {
            if (lexer.kind() == Lexer.Kind.STRING) {
              lines.set(lexer.line(), lexer.endLine());
            }
          }
        });
    return lines;
  }
}
