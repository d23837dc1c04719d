package dev.pawl.target;

import dev.pawl.language.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The size and the languages of a target, counted without changing or running anything.
 *
 * @param files the number of all files
 * @param sourceFiles the number of files with source code
 * @param bytes the total size of all files
 * @param languages the files and lines of each programming language, by its key
 */
public record TargetSurvey(
    int files, int sourceFiles, long bytes, SortedMap<String, Share> languages) {

  /**
   * The share of a language in a target.
   *
   * @param files the number of source files in the language
   * @param lines the number of their lines
   */
  @Schema(name = "LanguageStatistics")
  public record Share(int files, long lines) {

    Share plus(long additionalLines) {
      return new Share(files + 1, lines + additionalLines);
    }
  }

  /** Counts the files of a target, which were listed in its folder. */
  public static TargetSurvey of(
      FolderHandle root, List<FileWalker.Entry> entries, TargetConfig config) throws IOException {
    var languages = new TreeMap<String, Share>();
    int sourceFiles = 0;
    long bytes = 0;
    for (FileWalker.Entry entry : entries) {
      bytes += entry.size();
      Optional<Language> language =
          entry.isLink() || entry.size() > config.maxFileSize()
              ? Optional.empty()
              : Language.of(entry.path()).filter(Language::isSource);
      if (language.isPresent()) {
        sourceFiles++;
        Share share = languages.getOrDefault(language.get().key(), new Share(0, 0));
        languages.put(language.get().key(), share.plus(lines(root, entry.path())));
      }
    }
    return new TargetSurvey(entries.size(), sourceFiles, bytes, languages);
  }

  /** Returns the number of lines of source code. */
  public long lines() {
    return languages.values().stream().mapToLong(Share::lines).sum();
  }

  private static long lines(FolderHandle root, String path) throws IOException {
    long lines = 0;
    byte last = '\n';
    var buffer = new byte[1 << 16];
    // A file may be deleted while the others are read.
    try (InputStream in = root.newInputStreamIfPresent(path)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        last = buffer[read - 1];
      }
    }
    return last == '\n' ? lines : lines + 1;
  }
}
