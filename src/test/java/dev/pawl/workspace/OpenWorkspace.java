package dev.pawl.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An open workspace of a directory target, for tests of commands. */
public record OpenWorkspace(Workspaces workspaces, String key, Path target) {

  /** Opens a workspace of what lies in {@code target}; other files of Pawl go beside it. */
  public static OpenWorkspace of(Path target, String... trusted) {
    try {
      Path real = target.toRealPath();
      var workspaces = WorkspacesOf.root(real, trusted);
      String key =
          workspaces.open(
              "quality_20260101_000000_test", 1, Target.directory(real.toString()), null, null);
      return new OpenWorkspace(workspaces, key, real);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The workspace. */
  public Workspace workspace() {
    return workspaces.get(key);
  }

  /** The folder to work in, checked out. */
  public Path folder() {
    try {
      workspace().snapshot();
      return workspace().folder();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
