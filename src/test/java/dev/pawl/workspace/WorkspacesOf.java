package dev.pawl.workspace;

import dev.pawl.archive.ArchivesOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Workspaces without a server around them, for tests. */
public final class WorkspacesOf {

  private WorkspacesOf() {}

  /** Workspaces of targets below a folder; other files of Pawl go beside it. */
  public static Workspaces root(Path root, String... trusted) {
    var properties = properties(root, trusted);
    return new Workspaces(
        properties,
        new Targets(properties, ArchivesOf.folder(properties.home().resolve("archives"))));
  }

  static WorkspaceProperties properties(Path root, String... trusted) {
    try {
      Path home = Files.createTempDirectory("pawl-home");
      var git = new WorkspaceProperties.Git(List.of("file"), Duration.ofSeconds(5), true);
      return new WorkspaceProperties(home, List.of(root), List.of(trusted), git);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
