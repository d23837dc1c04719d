package dev.pawl.workspace;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.archive.ArchivesOf;
import dev.pawl.credential.CredentialsOf;
import dev.pawl.project.ProjectsOf;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class SpareWorkspacesTests {

  private static final Duration KEPT = Duration.ofHours(1);

  @TempDir Path temp;
  private Path root;
  private Path home;
  private SpareWorkspaces spares;
  private Workspaces workspaces;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int opened;

  @BeforeEach
  void makeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    home = temp.resolve(".pawl");
    Folders.write(root, "src/A.java", "class A{}\n");
    Folders.write(root, "src/B.java", "class B{}\n");
    Folders.write(root, "deep/down/c.txt", "c\n");
    Files.createSymbolicLink(root.resolve("link"), Path.of("src/A.java"));
    start(KEPT);
  }

  @AfterEach
  void stop() throws Exception {
    spares.close();
  }

  private void start(Duration kept) {
    var git = WorkspacesOf.git(List.of("file"), Duration.ofSeconds(5), true);
    var properties = new WorkspaceProperties(home, List.of(temp), List.of(), kept, git);
    var remotes = new GitRemotes(properties, CredentialsOf.nobody());
    InstantSource clock = () -> now;
    spares = new SpareWorkspaces(properties, clock.withZone(ZoneOffset.UTC));
    var archives = ArchivesOf.folder(temp.resolve("archives"));
    var targets = new Targets(properties, remotes, archives, ProjectsOf.none());
    workspaces = new Workspaces(properties, remotes, targets, spares);
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
    return Folders.manifest(folder).entrySet().stream()
        .collect(toMap(Map.Entry::getKey, one -> one.getValue().replaceAll("\\d{4}-[^ ]+Z", "")));
  }

  private List<Path> kept() throws IOException {
    Path folder = home.resolve("spare");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void goesOnInTheFolderOfTheWorkflowBefore() throws IOException {
    String first = openAndSettle();
    Object inode = inode(folder(first).resolve("src/A.java"));
    workspaces.leave(first);
    assertThat(home.resolve("workflows/quality_20260101_000000_1/1")).doesNotExist();

    String second = open();

    assertThat(inode(folder(second).resolve("src/A.java"))).isEqualTo(inode);
    assertThat(kept()).isEmpty();
    assertThat(workspaces.get(second).differences()).isEmpty();
  }

  @Test
  void holdsWhatAFreshOneHolds() throws Exception {
    String first = openAndSettle();
    Path used = folder(first);
    Folders.write(used, "src/A.java", "class Formatted {}\n");
    Folders.write(used, "new/by/tool.txt", "new\n");
    Files.delete(used.resolve("src/B.java"));
    workspaces.get(first).checkpoint();
    workspaces.leave(first);
    Path tampered = kept().getFirst();
    Folders.write(tampered, "link.txt", "from outside");
    Folders.write(root, "src/D.java", "class D{}\n");
    Folders.chmod(root, "src/B.java", "rwxr-xr-x");
    Files.delete(root.resolve("link"));
    Folders.write(root, "link/is/a/folder.txt", "now\n");
    Files.delete(root.resolve("deep/down/c.txt"));
    Files.delete(root.resolve("deep/down"));
    Folders.write(root, "deep/down", "a file now\n");

    String second = open();
    // The pooled workspace is in use, so this one is checked out from scratch.
    String fresh = open();

    assertThat(withoutTimes(folder(second))).isEqualTo(withoutTimes(folder(fresh)));
    assertThat(Folders.read(folder(second), "deep/down")).isEqualTo("a file now\n");
    assertThat(folder(second).resolve("new")).doesNotExist();
    assertThat(workspaces.get(second).differences()).isEmpty();
  }

  @Test
  void writesAnewWhatWasChangedBehindItsBack() throws IOException {
    String first = openAndSettle();
    workspaces.leave(first);
    Path file = kept().getFirst().resolve("src/A.java");
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "class X{}\n");
    Files.setLastModifiedTime(file, before);

    assertThat(Folders.read(folder(open()), "src/A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void doesNotKeepWhatAProgramMayHaveWrittenTo() throws IOException {
    String first = open();
    workspaces.get(first).scratch("tools");
    Path folder = folder(first);
    workspaces.leave(first);

    assertThat(kept()).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void doesNotKeepWhatDidNotEndInOrder() throws IOException {
    String first = open();
    workspaces.close(first);

    assertThat(kept()).isEmpty();
    assertThat(home.resolve("workflows/quality_20260101_000000_1/1")).doesNotExist();
  }

  @Test
  void laysOutAnewWhenTheSpareOneIsGoneOrBroken() throws IOException {
    workspaces.leave(openAndSettle());
    FileSystemUtils.deleteRecursively(kept().getFirst());
    String second = openAndSettle();
    assertThat(Folders.read(folder(second), "src/A.java")).isEqualTo("class A{}\n");

    workspaces.leave(second);
    Path broken = kept().getFirst();
    Files.delete(broken.resolve("src/A.java"));
    Files.createDirectories(broken.resolve("src/A.java/nothing/git/knows/of"));

    String third = open();
    assertThat(Folders.read(folder(third), "src/A.java")).isEqualTo("class A{}\n");
    assertThat(workspaces.get(third).differences()).isEmpty();
  }

  @Test
  void keepsFewAndNotForLong() throws Exception {
    for (int one = 0; one < 6; one++) {
      Path target = Files.createDirectory(temp.resolve("target" + one));
      Folders.write(target, "a.txt", "a\n");
      workspaces.leave(open(target));
    }
    assertThat(kept()).hasSize(4);

    now = now.plus(KEPT).minusSeconds(1);
    spares.sweep();
    assertThat(kept()).hasSize(4);

    now = now.plusSeconds(2);
    spares.sweep();
    assertThat(kept()).isEmpty();
  }

  @Test
  void removesWhatACrashHasLeftBehind() throws Exception {
    Folders.write(home, "spare/left/a.txt", "a\n");
    Folders.write(home, "spare/of-another-node/a.txt", "a\n");
    Folders.write(home, "gone/left/a.txt", "a\n");
    Files.setLastModifiedTime(
        home.resolve("spare/left"), FileTime.from(now.minus(KEPT).minus(KEPT).minusSeconds(1)));
    Files.setLastModifiedTime(home.resolve("spare/of-another-node"), FileTime.from(now));
    Folders.write(home, "gone/being-removed/a.txt", "a\n");
    Files.setLastModifiedTime(home.resolve("gone/being-removed"), FileTime.from(now));
    Files.setLastModifiedTime(
        home.resolve("gone/left"), FileTime.from(now.minus(KEPT).minusSeconds(1)));

    spares.sweep();

    assertThat(kept()).containsExactly(home.resolve("spare/of-another-node"));
    assertThat(home.resolve("gone/left")).doesNotExist();
    assertThat(home.resolve("gone/being-removed")).exists();
  }

  @Test
  void leavesNothingWhenTheNodeStops() throws Exception {
    workspaces.leave(open());
    String other = open();
    workspaces.close(other);

    spares.close();

    assertThat(kept()).isEmpty();
    assertThat(home.resolve("gone")).isEmptyDirectory();
  }

  @Test
  void makesSpaceWhenItIsNeeded() throws IOException {
    workspaces.leave(open());

    workspaces.makeSpace("quality_20260101_000000_other", now);

    assertThat(kept()).isEmpty();
    assertThat(home.resolve("gone")).as("deleted, not only renamed").isEmptyDirectory();
  }

  @Test
  void keepsNoneWhenItIsNotWanted() throws Exception {
    spares.close();
    start(Duration.ZERO);

    workspaces.leave(open());

    assertThat(kept()).isEmpty();
  }
}
