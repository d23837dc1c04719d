package dev.pawl.pipeline;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Extracts the files that an attempt failed on from the error message and the last log lines. */
final class FailedFiles {

  private static final int MOST = 100;

  private FailedFiles() {}

  static List<String> named(Passage attempt, String message) throws IOException {
    if (!attempt.step().modifies() || attempt.step().tree() == null) {
      return List.of();
    }
    String said = message + "\n" + String.join("\n", attempt.log().last());
    return attempt.workspace().files().stream()
        .map(WorkspaceFile::path)
        .filter(path -> said.contains(path) && isNamed(path, said))
        .limit(MOST)
        .toList();
  }

  /** Matches the path only as a whole, not as part of a longer path. */
  private static boolean isNamed(String path, String said) {
    return Pattern.compile("(?<![\\w./-])(\\./)?" + Pattern.quote(path) + "(?![\\w/-]|\\.\\w)")
        .matcher(said)
        .find();
  }
}
