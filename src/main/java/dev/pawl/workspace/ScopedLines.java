package dev.pawl.workspace;

import java.io.IOException;
import java.util.Optional;

/**
 * The lines of the files in scope that differ from the base. Lines that the workflow itself has changed are judged by the
 * submitted lines that they replace; lines that it has added count as changed.
 */
public final class ScopedLines {

  private final Workspace workspace;
  private final FilesInScope scope;
  private final OriginalLineMapper submitted;

  private ScopedLines(Workspace workspace, FilesInScope scope, OriginalLineMapper submitted) {
    this.workspace = workspace;
    this.scope = scope;
    this.submitted = submitted;
  }

  /** Creates the lines of the current files of a workspace. */
  public static ScopedLines of(Workspace workspace) throws IOException {
    return new ScopedLines(
        workspace, workspace.scope(), new OriginalLineMapper(workspace, workspace.checkpoint()));
  }

  /**
   * Returns whether one of the current lines of a file differs from the base.
   *
   * @param first the first line, from 1
   * @param last the last line; a lower number stands for the first line
   */
  public boolean containsAny(String path, int first, int last) throws IOException {
    Optional<byte[]> content = workspace.readOriginal(path);
    if (content.isEmpty()) {
      return true;
    }
    var changed = scope.changedLines(path, content.get());
    for (int line = first; line <= Math.max(first, last); line++) {
      int original = submitted.originalLine(path, line);
      if (original == 0 || changed.get(original)) {
        return true;
      }
    }
    return false;
  }
}
