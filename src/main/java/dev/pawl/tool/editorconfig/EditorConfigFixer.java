package dev.pawl.tool.editorconfig;

import dev.pawl.language.Literals;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig.FileProperties;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Applies a target's {@code .editorconfig} to files without a formatter: trailing whitespace, indentation with tabs or
 * spaces, and the final newline. Only files whose literals can be told from the rest are changed, and only outside of
 * literals; files that {@code .gitattributes} declare to be no text stay as they are.
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
    return "7";
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.LAYOUT_FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public boolean leavesProtectedFiles() {
    return true;
  }

  @Override
  public boolean handles(SourceFile source) {
    FileProperties properties = config.propertiesOf(source);
    boolean hasRules =
        properties.trimTrailingWhitespace()
            || properties.finalNewline().isPresent()
            || properties.indentation().isPresent() && Indentation.appliesTo(source);
    return hasRules && ReadableText.isReadable(source) && !TextAttributes.of(source).isFixed();
  }

  @Override
  public String fix(SourceFile source) {
    Optional<Literals> literals = ReadableText.literalsOf(source);
    if (literals.isEmpty()) {
      return source.text();
    }
    FileProperties properties = config.propertiesOf(source);
    var indentation = properties.indentation().filter(required -> Indentation.appliesTo(source));
    String text =
        properties.trimTrailingWhitespace() || indentation.isPresent()
            ? fixLines(
                source.text(), literals.get(), properties.trimTrailingWhitespace(), indentation)
            : source.text();
    if (text.isEmpty()
        || properties.finalNewline().isEmpty()
        || endsInLiteral(source, literals.get())) {
      return text;
    }
    return properties.finalNewline().get()
        ? withFinalNewline(text, source.lineEnding())
        : withoutFinalNewline(text);
  }

  /** Returns whether the last line with content is in a literal, to which the final newline would belong. */
  private static boolean endsInLiteral(SourceFile source, Literals literals) {
    String content = source.text().stripTrailing();
    int line = 1 + (int) content.chars().filter(c -> c == '\n').count();
    return literals.containEndOf(line);
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
      String text, Literals literals, boolean trim, Optional<Indentation> indentation) {
    var result = new StringBuilder();
    int lineNumber = 1;
    boolean continued = false;
    for (int start = 0; start < text.length(); lineNumber++) {
      int lineFeed = text.indexOf('\n', start);
      int end = lineFeed < 0 ? text.length() : lineFeed + 1;
      String line = text.substring(start, end);
      start = end;
      if (indentation.isPresent() && !literals.containStartOf(lineNumber) && !continued) {
        line = indentation.get().apply(line);
      }
      String trimmed = trimTrailingWhitespace(line);
      // Whitespace between a backslash and the end of the line decides what the backslash means.
      continued = trimmed.stripTrailing().endsWith("\\");
      result.append(trim && !literals.containEndOf(lineNumber) && !continued ? trimmed : line);
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
}
