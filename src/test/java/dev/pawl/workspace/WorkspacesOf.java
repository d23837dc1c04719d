package dev.pawl.workspace;

import dev.pawl.archive.ArchivesOf;
import dev.pawl.credential.CredentialsOf;
import dev.pawl.project.ProjectsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Creates workspaces without a Spring context, for tests. */
public final class WorkspacesOf {

  private WorkspacesOf() {}

  /** Creates workspaces of targets below a folder; Pawl's own files are in a separate folder. */
  public static Workspaces root(Path root, String... trusted) {
    var properties = properties(root, trusted);
    var remotes = new GitRemotes(properties, CredentialsOf.nobody());
    return new Workspaces(
        properties,
        remotes,
        new Targets(
            properties,
            remotes,
            ArchivesOf.folder(properties.home().resolve("archives")),
            ProjectsOf.none()),
        new SpareWorkspaces(properties, Clock.systemUTC()));
  }

  /** Creates the settings for remote repositories. */
  static WorkspaceProperties.Git git(List<String> schemes, Duration timeout, boolean push) {
    return new WorkspaceProperties.Git(schemes, List.of(), List.of(), timeout, push);
  }

  static WorkspaceProperties properties(Path root, String... trusted) {
    try {
      Path home = Files.createTempDirectory("pawl-home");
      var git = git(List.of("file"), Duration.ofSeconds(5), true);
      return new WorkspaceProperties(
          home, List.of(root), List.of(trusted), Duration.ofHours(1), git);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
