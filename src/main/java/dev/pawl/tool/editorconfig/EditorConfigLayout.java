package dev.pawl.tool.editorconfig;

import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.editorconfig.EditorConfig.Wanted;
import dev.pawl.tool.lexer.Lexer;
import java.util.BitSet;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Applies a target's {@code .editorconfig} to files without a formatter: trailing whitespace, indentation with tabs or
 * spaces, and the final newline. Whitespace inside multi-line strings stays as it is.
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
    return "3";
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
    return wanted.trimmed()
        || wanted.finalNewline().isPresent()
        || wanted.indentation().isPresent() && Indentation.mayChange(source);
  }

  @Override
  public String fix(SourceFile source) {
    Wanted wanted = config.of(source);
    var indentation = wanted.indentation().filter(kind -> Indentation.mayChange(source));
    String text =
        wanted.trimmed() || indentation.isPresent()
            ? lineByLine(source, wanted.trimmed(), indentation)
            : source.text();
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

  private static String lineByLine(
      SourceFile source, boolean trimmed, Optional<Indentation> indentation) {
    BitSet strings = linesThatGoOnInStrings(source);
    var result = new StringBuilder();
    int line = 1;
    for (String one : source.text().split("(?<=\n)")) {
      // Whitespace at the start or end of a line that is inside a string belongs to the string.
      boolean begins = line == 1 || !strings.get(line - 1);
      String begun = begins ? indentation.map(kind -> kind.of(one)).orElse(one) : one;
      result.append(trimmed && !strings.get(line) ? withoutBlanksAtItsEnd(begun) : begun);
      line++;
    }
    return result.toString();
  }

  private static String withoutBlanksAtItsEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    int kept = end;
    while (kept > 0 && (line.charAt(kept - 1) == ' ' || line.charAt(kept - 1) == '\t')) {
      kept--;
    }
    return line.substring(0, kept) + line.substring(end);
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
