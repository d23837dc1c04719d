package dev.pawl.workspace;

import dev.pawl.archive.TestArchives;
import dev.pawl.credential.TestCredentials;
import dev.pawl.objectstore.ObjectStore;
import dev.pawl.project.TestProjects;
import dev.pawl.snapshot.TestSnapshots;
import dev.pawl.target.CommitIdentity;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Creates workspaces without a Spring context, for tests. */
public final class TestWorkspaces {

  private TestWorkspaces() {}

  /** Creates workspaces of targets below a folder; Pawl's own files are in a separate folder. */
  public static WorkspaceService belowRoot(Path root, String... trusted) {
    return belowRoot(root, List.of(), trusted);
  }

  /** Creates workspaces with rules that decide whether the whole target is needed. */
  static WorkspaceService belowRoot(Path root, List<WholeTargetRule> rules, String... trusted) {
    return create(properties(root, trusted), rules, Optional.empty());
  }

  /** Creates workspaces of a node that shares only an object store with others. */
  public static WorkspaceService ofNode(Path root, ObjectStore store) {
    return create(properties(root), List.of(), Optional.of(store));
  }

  /** Creates the storage of logs of the same node. */
  public static StepLogStorage logs(WorkspaceService workspaces, ObjectStore store) {
    return new StepLogStorage(
        workspaces, new StepLogObjects(Optional.of(store)), Clock.systemUTC());
  }

  private static WorkspaceService create(
      WorkspaceProperties properties, List<WholeTargetRule> rules, Optional<ObjectStore> objects) {
    var remotes = new GitRemoteFactory(properties, TestCredentials.none());
    return new WorkspaceService(
        properties,
        remotes,
        new TargetResolver(
            properties,
            remotes,
            TestArchives.inFolder(properties.home().resolve("archives")),
            TestProjects.none()),
        new WorkspacePool(properties, Clock.systemUTC()),
        new BranchPublisher(
            properties, remotes, new InMemoryPublishedBranches(), Clock.systemUTC()),
        rules,
        TestSnapshots.local(properties),
        objects);
  }

  /** Creates the settings for remote repositories. */
  public static WorkspaceProperties.Git gitSettings(
      List<String> schemes, Duration timeout, boolean push) {
    return new WorkspaceProperties.Git(
        schemes,
        List.of(),
        List.of(),
        timeout,
        push,
        "pawl/{workflow_id}",
        "pawl/schedule/{schedule}-{schedule_id}",
        new CommitIdentity("Pawl", "pawl@localhost", null, null, false));
  }

  static WorkspaceProperties properties(Path root, String... trusted) {
    try {
      Path home = Files.createTempDirectory("pawl-home");
      var gitSettings = gitSettings(List.of("file"), Duration.ofSeconds(5), true);
      return new WorkspaceProperties(
          home, List.of(root), List.of(trusted), Duration.ofHours(1), gitSettings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
