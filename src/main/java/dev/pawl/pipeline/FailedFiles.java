package dev.pawl.pipeline;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Which files an attempt failed on, as far as its last words name them. */
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

  /** As a whole name and not as a part of a longer one. */
  private static boolean isNamed(String path, String said) {
    return Pattern.compile("(?<![\\w./-])(\\./)?" + Pattern.quote(path) + "(?![\\w/-]|\\.\\w)")
        .matcher(said)
        .find();
  }
}
