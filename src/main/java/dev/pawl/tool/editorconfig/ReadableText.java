package dev.pawl.tool.editorconfig;

import dev.pawl.language.Language;
import dev.pawl.language.Literals;
import dev.pawl.tool.ProtectedFile;
import dev.pawl.tool.SourceFile;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The files to which {@code .editorconfig} applies: those in languages whose literals can be told from the rest, plain
 * text, and data if a request names it. Text that a program has printed stays as it was printed.
 */
final class ReadableText {

  private static final int MIN_EQUAL_LINES = 3;

  private ReadableText() {}

  /** Returns whether the literals of files of this kind can be told from the rest. */
  static boolean isReadable(SourceFile source) {
    return hasNoLiterals(source)
        || source
            .language()
            .filter(language -> Literals.areKnown(language, source.path()))
            .isPresent();
  }

  /** Returns the literals of a file; empty if they cannot be told from the rest of its text. */
  static Optional<Literals> literalsOf(SourceFile source) {
    if (hasNoLiterals(source)) {
      return Optional.of(Literals.none());
    }
    return source
        .language()
        .flatMap(language -> Literals.of(language, source.path(), source.text()));
  }

  /** Returns whether the line endings of a file can change without changing a literal. */
  static boolean hasConvertibleLineEndings(SourceFile source) {
    Optional<Language> language = source.language();
    return isReadable(source)
        && (language.isEmpty()
            || Literals.haveNormalizedLineEndings(language.get())
            || literalsOf(source).filter(literals -> !literals.spanLines()).isPresent());
  }

  private static boolean hasNoLiterals(SourceFile source) {
    return isPlainText(source.path()) && !isPrinted(source.text())
        || ProtectedFile.isData(source.path());
  }

  private static boolean isPlainText(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    // The scripts of CMake have this extension, too.
    return name.endsWith(".txt") && !name.equals("cmakelists.txt");
  }

  /**
   * Returns whether several lines with the same words end in the same spaces. Programs print such lines, for example
   * logs, and people do not write them.
   */
  private static boolean isPrinted(String text) {
    Map<String, Integer> counts = new HashMap<>();
    return text.lines()
        .filter(line -> !line.isBlank() && (line.endsWith(" ") || line.endsWith("\t")))
        .anyMatch(line -> counts.merge(line, 1, Integer::sum) >= MIN_EQUAL_LINES);
  }
}
