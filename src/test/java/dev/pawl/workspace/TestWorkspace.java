package dev.pawl.workspace;

import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open workspace of a directory target, for tests of commands. */
public record TestWorkspace(WorkspaceService workspaces, String key, Path target) {

  /** Opens a workspace of a directory; Pawl's own files are in a separate folder. */
  public static TestWorkspace of(Path target, String... trusted) {
    return inScope(target, null, trusted);
  }

  /** Opens a workspace of a workflow that examines a part of a directory. */
  public static TestWorkspace inScope(Path target, @Nullable TargetScope scope, String... trusted) {
    try {
      Path real = target.toRealPath();
      var workspaces = TestWorkspaces.belowRoot(real, trusted);
      Target directory = Target.directory(real.toString());
      String key =
          workspaces.open(
              "quality_20260101_000000_test",
              1,
              directory,
              ExaminedPart.inWholeTarget(
                  scope == null ? null : workspaces.resolve(scope, directory)),
              null,
              null);
      return new TestWorkspace(workspaces, key, real);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the workspace. */
  public Workspace workspace() {
    return workspaces.get(key);
  }

  /** Returns the folder of the workspace, with the files checked out. */
  public Path folder() {
    try {
      workspace().snapshot();
      return workspace().folder();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
