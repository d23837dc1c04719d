package dev.pawl.tool.analysis;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one file.
 *
 * @param language the language; null for binary files and files in no known language
 * @param fault the reason why the file could not be read, if it could not
 */
record Measured(
    String path,
    long bytes,
    @Nullable Language language,
    LineCount lines,
    List<Function> functions,
    @Nullable String fault) {

  static Measured of(WorkspaceFile file) {
    String path = file.path();
    if (Language.of(path).isEmpty() && !SourceFile.extension(path).isEmpty()) {
      return unknown(file, null);
    }
    try {
      Optional<SourceFile> source = SourceFile.read(file);
      Language language = source.flatMap(SourceFile::language).orElse(null);
      if (source.isEmpty() || language == null) {
        return unknown(file, null);
      }
      return new Measured(
          path,
          file.size(),
          language,
          LineCount.of(language, source.get().text()),
          language == Language.JAVA ? JavaFunctions.of(source.get()) : List.of(),
          null);
    } catch (IOException e) {
      return unknown(file, "%s cannot be read: %s".formatted(path, e.getMessage()));
    }
  }

  private static Measured unknown(WorkspaceFile file, @Nullable String fault) {
    return new Measured(file.path(), file.size(), null, LineCount.NONE, List.of(), fault);
  }

  boolean isSource() {
    return language != null && language.isSource();
  }

  String text() {
    return "%s %d lines".formatted(path, lines.total());
  }
}
