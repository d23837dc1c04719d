package dev.pawl.engine.pipeline;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Extracts the files that an attempt failed on from the error message and the last log lines. */
final class FailedFileExtractor {

  private static final int MAX_FILES = 100;

  private FailedFileExtractor() {}

  static List<String> extract(AttemptContext attempt, String message) throws IOException {
    if (!attempt.step().modifies() || attempt.step().tree() == null) {
      return List.of();
    }
    String text = message + "\n" + String.join("\n", attempt.log().lastLines());
    return attempt.workspace().files().stream()
        .map(WorkspaceFile::path)
        .filter(path -> text.contains(path) && isMentioned(path, text))
        .limit(MAX_FILES)
        .toList();
  }

  /** Matches the path only as a whole, not as part of a longer path. */
  private static boolean isMentioned(String path, String text) {
    return Pattern.compile("(?<![\\w./-])(\\./)?" + Pattern.quote(path) + "(?![\\w/-]|\\.\\w)")
        .matcher(text)
        .find();
  }
}
