package dev.pawl.builtin.analysis;

import dev.pawl.command.Quantity;
import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one file.
 *
 * @param language the language; null for binary files and files in no known language
 * @param readError the reason why the file could not be read, if it could not
 */
record FileMetrics(
    String path,
    long bytes,
    @Nullable Language language,
    LineCounter lines,
    List<FunctionMetrics> functions,
    @Nullable String readError) {

  static FileMetrics of(WorkspaceFile file) {
    String path = file.path();
    if (Language.of(path).isEmpty() && !SourceFile.extension(path).isEmpty()) {
      return withoutMetrics(file, null);
    }
    try {
      Optional<SourceFile> source = SourceFile.read(file);
      Language language = source.flatMap(SourceFile::language).orElse(null);
      if (source.isEmpty() || language == null) {
        return withoutMetrics(file, null);
      }
      return new FileMetrics(
          path,
          file.size(),
          language,
          LineCounter.of(language, source.get().text()),
          language == Language.JAVA ? JavaFunctionFinder.find(source.get()) : List.of(),
          null);
    } catch (IOException e) {
      return withoutMetrics(file, "%s cannot be read: %s".formatted(path, e.getMessage()));
    }
  }

  private static FileMetrics withoutMetrics(WorkspaceFile file, @Nullable String readError) {
    return new FileMetrics(file.path(), file.size(), null, LineCounter.NONE, List.of(), readError);
  }

  boolean isSource() {
    return language != null && language.isSource();
  }

  String describe() {
    return "%s %s".formatted(path, Quantity.of(lines.total(), "line"));
  }
}
