package dev.pawl.tool.editorconfig;

import dev.pawl.language.Language;
import dev.pawl.language.Literals;
import dev.pawl.tool.ProtectedFile;
import dev.pawl.tool.SourceFile;
import java.util.Locale;
import java.util.Optional;

/**
 * The files to which {@code .editorconfig} applies: those in languages whose literals can be told from the rest, plain
 * text, and data if a request names it.
 */
final class ReadableText {

  private ReadableText() {}

  /** Returns whether the literals of files of this kind can be told from the rest. */
  static boolean isReadable(SourceFile source) {
    return hasNoLiterals(source.path())
        || source
            .language()
            .filter(language -> Literals.areKnown(language, source.path()))
            .isPresent();
  }

  /** Returns the literals of a file; empty if they cannot be told from the rest of its text. */
  static Optional<Literals> literalsOf(SourceFile source) {
    if (hasNoLiterals(source.path())) {
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

  private static boolean hasNoLiterals(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    // The scripts of CMake have this extension, too.
    return name.endsWith(".txt") && !name.equals("cmakelists.txt") || ProtectedFile.isData(path);
  }
}
