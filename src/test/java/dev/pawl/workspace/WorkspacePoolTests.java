package dev.pawl.workspace;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pawl.archive.TestArchives;
import dev.pawl.credential.TestCredentials;
import dev.pawl.project.TestProjects;
import dev.pawl.snapshot.TestSnapshots;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.Target;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class WorkspacePoolTests {

  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  @TempDir Path temp;
  private Path root;
  private Path home;
  private WorkspacePool pool;
  private WorkspaceService workspaces;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int opened;

  @BeforeEach
  void writeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    home = temp.resolve(".pawl");
    TestFiles.write(root, "src/A.java", "class A{}\n");
    TestFiles.write(root, "src/B.java", "class B{}\n");
    TestFiles.write(root, "deep/down/c.txt", "c\n");
    Files.createSymbolicLink(root.resolve("link"), Path.of("src/A.java"));
    start(IDLE_TIMEOUT);
  }

  @AfterEach
  void stop() throws Exception {
    pool.close();
  }

  private void start(Duration idleTimeout) {
    var git = TestWorkspaces.gitSettings(List.of("file"), Duration.ofSeconds(5), true);
    var properties = new WorkspaceProperties(home, List.of(temp), List.of(), idleTimeout, git);
    var remotes = new GitRemoteFactory(properties, TestCredentials.none());
    InstantSource clock = () -> now;
    pool = new WorkspacePool(properties, clock.withZone(ZoneOffset.UTC));
    var archives = TestArchives.inFolder(temp.resolve("archives"));
    var targets = new TargetResolver(properties, remotes, archives, TestProjects.none());
    workspaces =
        new WorkspaceService(
            properties,
            remotes,
            targets,
            pool,
            new BranchPublisher(
                properties,
                remotes,
                new InMemoryPublishedBranches(),
                clock.withZone(ZoneOffset.UTC)),
            List.of(),
            TestSnapshots.local(properties),
            Optional.empty());
  }

  /** Opens a workspace of the target and returns its key. */
  private String open() throws IOException {
    return open(root);
  }

  private String open(Path folder) throws IOException {
    opened++;
    String key =
        workspaces.open(
            "quality_20260101_000000_" + opened,
            1,
            Target.directory(folder.toString()),
            null,
            null);
    workspaces.get(key).snapshot();
    return key;
  }

  private Path folder(String key) {
    return workspaces.get(key).folder();
  }

  /** Waits until the files are old enough for the file index, which does not trust recent changes. */
  private String openAndSettle() throws IOException {
    String key = open();
    Workspace workspace = workspaces.get(key);
    Awaitility.await()
        .until(() -> {
          workspace.checkpoint();
          return Files.getLastModifiedTime(workspace.folder().resolve("src/A.java"))
              .toInstant()
              .isBefore(Instant.now().minusMillis(100));
        });
    workspace.checkpoint();
    return key;
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private static Map<String, String> withoutTimes(Path folder) {
    return TestFiles.manifest(folder).entrySet().stream()
        .collect(
            toMap(Map.Entry::getKey, entry -> entry.getValue().replaceAll("\\d{4}-[^ ]+Z", "")));
  }

  private List<Path> pooledFolders() throws IOException {
    Path folder = home.resolve("spare");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  @Test
  void reusesFolderOfPreviousWorkflow() throws IOException {
    String first = openAndSettle();
    Object inode = inode(folder(first).resolve("src/A.java"));
    workspaces.recycle(first);
    assertThat(home.resolve("workflows/quality_20260101_000000_1/1")).doesNotExist();

    String second = open();

    assertThat(inode(folder(second).resolve("src/A.java"))).isEqualTo(inode);
    assertThat(pooledFolders()).isEmpty();
    assertThat(workspaces.get(second).differences()).isEmpty();
  }

  @Test
  void equalsFreshCheckout() throws Exception {
    String first = openAndSettle();
    Path used = folder(first);
    TestFiles.write(used, "src/A.java", "class Formatted {}\n");
    TestFiles.write(used, "new/by/tool.txt", "new\n");
    Files.delete(used.resolve("src/B.java"));
    workspaces.get(first).checkpoint();
    workspaces.recycle(first);
    Path tampered = pooledFolders().getFirst();
    TestFiles.write(tampered, "link.txt", "from outside");
    TestFiles.write(root, "src/D.java", "class D{}\n");
    TestFiles.chmod(root, "src/B.java", "rwxr-xr-x");
    Files.delete(root.resolve("link"));
    TestFiles.write(root, "link/is/a/folder.txt", "now\n");
    Files.delete(root.resolve("deep/down/c.txt"));
    Files.delete(root.resolve("deep/down"));
    TestFiles.write(root, "deep/down", "a file now\n");

    String second = open();
    // The pooled workspace is in use, so this one is checked out from scratch.
    String fresh = open();

    assertThat(withoutTimes(folder(second))).isEqualTo(withoutTimes(folder(fresh)));
    assertThat(TestFiles.read(folder(second), "deep/down")).isEqualTo("a file now\n");
    assertThat(folder(second).resolve("new")).doesNotExist();
    assertThat(workspaces.get(second).differences()).isEmpty();
  }

  @Test
  void rewritesExternallyChangedFiles() throws IOException {
    String first = openAndSettle();
    workspaces.recycle(first);
    Path file = pooledFolders().getFirst().resolve("src/A.java");
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "class X{}\n");
    Files.setLastModifiedTime(file, before);

    assertThat(TestFiles.read(folder(open()), "src/A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void discardsWorkspaceUsedByProgram() throws IOException {
    String first = open();
    workspaces.get(first).createScratchFolder("tools");
    Path folder = folder(first);
    workspaces.recycle(first);

    assertThat(pooledFolders()).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void discardsWorkspaceAfterAbnormalEnd() throws IOException {
    String first = open();
    workspaces.close(first);

    assertThat(pooledFolders()).isEmpty();
    assertThat(home.resolve("workflows/quality_20260101_000000_1/1")).doesNotExist();
  }

  @Test
  void checksOutAgainIfPooledFolderIsMissingOrBroken() throws IOException {
    workspaces.recycle(openAndSettle());
    FileSystemUtils.deleteRecursively(pooledFolders().getFirst());
    String second = openAndSettle();
    assertThat(TestFiles.read(folder(second), "src/A.java")).isEqualTo("class A{}\n");

    workspaces.recycle(second);
    Path broken = pooledFolders().getFirst();
    Files.delete(broken.resolve("src/A.java"));
    Files.createDirectories(broken.resolve("src/A.java/nothing/git/knows/of"));

    String third = open();
    assertThat(TestFiles.read(folder(third), "src/A.java")).isEqualTo("class A{}\n");
    assertThat(workspaces.get(third).differences()).isEmpty();
  }

  @Test
  void deletesPooledFolderIfNoSnapshotCanBeTaken() throws IOException {
    workspaces.recycle(openAndSettle());
    assertThat(pooledFolders()).hasSize(1);
    FileSystemUtils.deleteRecursively(root);

    assertThatIOException().isThrownBy(this::open);

    assertThat(pooledFolders()).isEmpty();
    pool.clearAndAwait();
    assertThat(home.resolve("gone")).isEmptyDirectory();
  }

  @Test
  void limitsNumberAndAge() throws Exception {
    for (int number = 0; number < 6; number++) {
      Path target = Files.createDirectory(temp.resolve("target" + number));
      TestFiles.write(target, "a.txt", "a\n");
      workspaces.recycle(open(target));
    }
    assertThat(pooledFolders()).hasSize(4);

    now = now.plus(IDLE_TIMEOUT).minusSeconds(1);
    pool.evictExpired();
    assertThat(pooledFolders()).hasSize(4);

    now = now.plusSeconds(2);
    pool.evictExpired();
    assertThat(pooledFolders()).isEmpty();
  }

  @Test
  void deletesLeftoversOfCrashes() throws Exception {
    TestFiles.write(home, "spare/left/a.txt", "a\n");
    TestFiles.write(home, "spare/of-another-node/a.txt", "a\n");
    TestFiles.write(home, "gone/left/a.txt", "a\n");
    Files.setLastModifiedTime(
        home.resolve("spare/left"),
        FileTime.from(now.minus(IDLE_TIMEOUT).minus(IDLE_TIMEOUT).minusSeconds(1)));
    Files.setLastModifiedTime(home.resolve("spare/of-another-node"), FileTime.from(now));
    TestFiles.write(home, "gone/being-removed/a.txt", "a\n");
    Files.setLastModifiedTime(home.resolve("gone/being-removed"), FileTime.from(now));
    Files.setLastModifiedTime(
        home.resolve("gone/left"), FileTime.from(now.minus(IDLE_TIMEOUT).minusSeconds(1)));

    pool.evictExpired();

    assertThat(pooledFolders()).containsExactly(home.resolve("spare/of-another-node"));
    assertThat(home.resolve("gone/left")).doesNotExist();
    assertThat(home.resolve("gone/being-removed")).exists();
  }

  @Test
  void deletesAllOnShutdown() throws Exception {
    workspaces.recycle(open());
    String key = open();
    workspaces.close(key);

    pool.close();

    assertThat(pooledFolders()).isEmpty();
    assertThat(home.resolve("gone")).isEmptyDirectory();
  }

  @Test
  void freesDiskSpace() throws IOException {
    workspaces.recycle(open());

    workspaces.freeDiskSpace("quality_20260101_000000_other", now);

    assertThat(pooledFolders()).isEmpty();
    assertThat(home.resolve("gone")).as("deleted, not only renamed").isEmptyDirectory();
  }

  @Test
  void keepsNoneWhenDisabled() throws Exception {
    pool.close();
    start(Duration.ZERO);

    workspaces.recycle(open());

    assertThat(pooledFolders()).isEmpty();
  }
}
