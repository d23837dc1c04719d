package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.credential.TestCredentials;
import dev.pawl.target.GitRemote;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.Target;
import dev.pawl.target.TestGitRepository;
import dev.pawl.target.WorkspaceProperties;
import dev.pawl.workspace.TestWorkspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what retention deletes from the clone of a remote repository. */
class GitCloneRetentionTests {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path temp;

  private TestGitRepository remote;
  private GitRemoteFactory remotes;
  private SnapshotStores stores;
  private SnapshotPruner pruner;

  @BeforeEach
  void createRemote() {
    remote = TestGitRepository.create(temp.resolve("odd.git"));
    var properties =
        new WorkspaceProperties(
            temp.resolve("home"),
            List.of(temp),
            List.of(),
            Duration.ofHours(1),
            TestWorkspaces.gitSettings(List.of("file"), Duration.ofSeconds(20), true));
    remotes = new GitRemoteFactory(properties, TestCredentials.none());
    stores = new SnapshotStores(properties.home());
    pruner = new SnapshotPruner(properties, TestSnapshots.local(properties));
  }

  private Target target(String commit) {
    return Target.repository(new Target.Git("file://" + remote.folder(), "main", null, commit));
  }

  /** Fetches a commit and returns its tree. */
  private String fetch(String commit) throws IOException {
    Target target = target(commit);
    try (SnapshotStore store = stores.open(target)) {
      remotes.create(target.git()).fetch(store.repository(), commit, LIMIT);
      return GitRemote.treeOf(store.repository(), commit).name();
    }
  }

  private long diskUse() throws IOException {
    try (Stream<Path> files = Files.walk(stores.home())) {
      return files
          .filter(Files::isRegularFile)
          .mapToLong(file -> {
            try {
              return Files.size(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .sum();
    }
  }

  private boolean has(String commit) throws IOException {
    try (SnapshotStore store = stores.open(target(commit))) {
      return store.repository().getObjectDatabase().has(ObjectId.fromString(commit));
    }
  }

  @Test
  void diskUseIsBackToTheStart() throws IOException {
    String first = remote.git("rev-parse", "main");
    fetch(first);
    long start = diskUse();
    String last = first;
    for (int i = 0; i < 3; i++) {
      List<String> files = IntStream.range(0, 100).mapToObj(n -> "f" + n).toList();
      last =
          remote.commit("refs/heads/main", files, "version %d of {file}\n".formatted(i).repeat(50));
      fetch(last);
    }
    assertThat(diskUse()).isGreaterThan(start + 10_000);

    assertThat(pruner.retainOnly(target(first).name(), () -> Optional.of(Set.of()))).isTrue();

    assertThat(has(last)).isFalse();
    assertThat(diskUse()).isLessThan(start + 1000);
    fetch(last);
    assertThat(has(last)).isTrue();
  }

  @Test
  void retainsTheCommitsOfRetainedSnapshots() throws IOException {
    String first = remote.git("rev-parse", "main");
    String tree = fetch(first);
    String second = remote.commit("refs/heads/main", "b.txt", "b\n");
    fetch(second);

    assertThat(pruner.retainOnly(target(first).name(), () -> Optional.of(Set.of(tree)))).isTrue();

    assertThat(has(first)).isTrue();
    assertThat(has(second)).isFalse();
  }

  @Test
  void forgetsPartialHistory() throws IOException {
    String first = remote.git("rev-parse", "main");
    String second = remote.commit("refs/heads/main", "b.txt", "b\n");
    Target shallow =
        Target.repository(new Target.Git("file://" + remote.folder(), "main", 1, second));
    try (SnapshotStore store = stores.open(shallow)) {
      remotes.create(shallow.git()).fetch(store.repository(), second, LIMIT);
    }
    assertThat(has(first)).isFalse();

    pruner.retainOnly(shallow.name(), () -> Optional.of(Set.of()));

    fetch(second);
    assertThat(has(first)).isTrue();
  }

  @Test
  void deletesClonesOfTargetsWithoutWorkflows() throws IOException {
    String commit = remote.git("rev-parse", "main");
    fetch(commit);
    String name = target(commit).name();

    assertThat(pruner.deleteAbandoned(() -> Set.of(name))).isZero();
    assertThat(pruner.deleteAbandoned(() -> Set.of("file:///other"))).isEqualTo(1);
    assertThat(diskUse()).isZero();
    fetch(commit);
    assertThat(has(commit)).isTrue();
  }

  @Test
  void findsTheCloneOfAnEarlierVersion() throws IOException {
    String commit = remote.git("rev-parse", "main");
    Target target = target(commit);
    fetch(commit);
    Files.move(stores.folder(target), stores.folder("file://" + remote.folder()));

    assertThat(has(commit)).isTrue();
  }
}
