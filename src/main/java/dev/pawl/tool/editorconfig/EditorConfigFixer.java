package dev.pawl.tool.editorconfig;

import dev.pawl.language.Lexer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig.FileProperties;
import java.util.BitSet;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Applies a target's {@code .editorconfig} to files without a formatter: trailing whitespace, indentation with tabs or
 * spaces, and the final newline. Whitespace inside multi-line strings stays as it is.
 */
@Component
class EditorConfigFixer implements TextFixer {

  private final EditorConfig config;

  EditorConfigFixer(EditorConfig config) {
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
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public boolean handles(SourceFile source) {
    FileProperties properties = config.propertiesOf(source);
    return properties.trimTrailingWhitespace()
        || properties.finalNewline().isPresent()
        || properties.indentation().isPresent() && Indentation.appliesTo(source);
  }

  @Override
  public String fix(SourceFile source) {
    FileProperties properties = config.propertiesOf(source);
    var indentation = properties.indentation().filter(required -> Indentation.appliesTo(source));
    String text =
        properties.trimTrailingWhitespace() || indentation.isPresent()
            ? fixLines(source, properties.trimTrailingWhitespace(), indentation)
            : source.text();
    if (text.isEmpty() || properties.finalNewline().isEmpty()) {
      return text;
    }
    return properties.finalNewline().get()
        ? withFinalNewline(text, source.lineEnding())
        : withoutFinalNewline(text);
  }

  private static String withFinalNewline(String text, LineEnding ending) {
    if (text.endsWith("\n")) {
      return text;
    }
    return text + ending.applyTo("\n");
  }

  private static String withoutFinalNewline(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String fixLines(
      SourceFile source, boolean trim, Optional<Indentation> indentation) {
    BitSet continuing = linesContinuingInString(source);
    var result = new StringBuilder();
    int lineNumber = 1;
    for (String lineText : source.text().split("(?<=\n)")) {
      // Whitespace at the start or end of a line that is inside a string belongs to the string.
      boolean startsOutsideString = lineNumber == 1 || !continuing.get(lineNumber - 1);
      String indented =
          startsOutsideString
              ? indentation.map(required -> required.apply(lineText)).orElse(lineText)
              : lineText;
      result.append(
          trim && !continuing.get(lineNumber) ? trimTrailingWhitespace(indented) : indented);
      lineNumber++;
    }
    return result.toString();
  }

  private static String trimTrailingWhitespace(String line) {
    int lineEnd = line.length();
    while (lineEnd > 0 && (line.charAt(lineEnd - 1) == '\n' || line.charAt(lineEnd - 1) == '\r')) {
      lineEnd--;
    }
    int trimmedEnd = lineEnd;
    while (trimmedEnd > 0
        && (line.charAt(trimmedEnd - 1) == ' ' || line.charAt(trimmedEnd - 1) == '\t')) {
      trimmedEnd--;
    }
    return line.substring(0, trimmedEnd) + line.substring(lineEnd);
  }

  private static BitSet linesContinuingInString(SourceFile source) {
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
