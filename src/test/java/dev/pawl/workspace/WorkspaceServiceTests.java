package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pawl.archive.TarBuilder;
import dev.pawl.archive.TestArchives;
import dev.pawl.command.PublicationOptions;
import dev.pawl.credential.TestCredentials;
import dev.pawl.project.TestProjects;
import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.FileChange.Kind;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.snapshot.TestSnapshots;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.TargetStatus;
import dev.pawl.target.WorkspaceProperties;
import dev.pawl.workspace.WorkspaceService.PublishResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.assertj.core.util.Lists;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class WorkspaceServiceTests {

  private static final WorkspaceService.Guard ALWAYS_ALLOW = () -> {};
  private static final PublicationOptions WHOLE_RESULT = PublicationOptions.DEFAULT;
  private static final String WORKFLOW = "quality_20260101_000000_test";

  @TempDir Path temp;
  private Path root;
  private WorkspaceService workspaces;
  private SnapshotReader snapshotReader;
  private Target target;

  @BeforeEach
  void writeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    TestFiles.write(root, "src/A.java", "class A{}\n");
    TestFiles.write(root, "node_modules/x.js", "x");
    TestFiles.write(root, "data.bin", new byte[] {0, 1, 2});
    target = Target.directory(root.toString());
    workspaces = workspaces(true);
  }

  private WorkspaceService workspaces(boolean push) {
    var git = TestWorkspaces.gitSettings(List.of("file"), Duration.ofSeconds(5), push);
    var properties =
        new WorkspaceProperties(
            temp.resolve(".pawl"), List.of(temp), List.of(), Duration.ZERO, git);
    snapshotReader = TestSnapshots.reader(properties);
    var remotes = new GitRemoteFactory(properties, TestCredentials.none());
    return new WorkspaceService(
        properties,
        remotes,
        new TargetResolver(
            properties,
            remotes,
            TestArchives.inFolder(temp.resolve("archives")),
            TestProjects.none()),
        new WorkspacePool(properties, Clock.systemUTC()),
        new BranchPublisher(
            properties, remotes, new InMemoryPublishedBranches(), Clock.systemUTC()),
        List.of(),
        TestSnapshots.local(properties),
        Optional.empty());
  }

  private Workspace open(long epoch, @Nullable String snapshot, @Nullable String tree)
      throws IOException {
    return workspaces.get(workspaces.open(WORKFLOW, epoch, target, snapshot, tree));
  }

  @Test
  void worksOnACopyOfTheTarget() throws IOException {
    var manifest = TestFiles.manifest(root);
    Workspace workspace = open(1, null, null);

    assertThat(workspace.snapshot().files()).isEqualTo(2);
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");

    assertThat(TestFiles.manifest(root)).isEqualTo(manifest);
    assertThat(workspace.differences())
        .containsExactly(new FileChange("src/A.java", Kind.MODIFIED, true));
  }

  @Test
  void keepsSnapshotWhenTargetChanges() throws IOException {
    Workspace workspace = open(1, null, null);
    String tree = workspace.snapshot().tree();
    TestFiles.write(root, "src/A.java", "class B {}\n");

    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(workspace.readOriginal("src/A.java").orElseThrow())
        .isEqualTo("class A{}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(workspace.readOriginal("missing")).isEmpty();
  }

  @Test
  void storesEmptyTarget() throws IOException {
    target = Target.directory(Files.createDirectory(temp.resolve("empty")).toString());
    Workspace workspace = open(1, null, null);

    assertThat(workspace.checkpoint()).isEqualTo(workspace.snapshot().tree());
    assertThat(workspace.differences()).isEmpty();
  }

  @Test
  void listsOnlyRelevantFiles() throws IOException {
    TestFiles.write(root, "big.txt", "x".repeat(2000));
    TestFiles.write(
        root,
        ".quality-config.json",
        "{\"max_file_size\": 1024, \"excluded_patterns\": [\"*.bin\"]}");

    assertThat(open(1, null, null).files())
        .extracting(Workspace.WorkspaceFile::path)
        .containsExactly(".quality-config.json", "node_modules/x.js", "src/A.java");
  }

  @Test
  void restoresCheckpoint() throws IOException {
    Workspace workspace = open(1, null, null);
    String checkpoint = workspace.checkpoint();
    TestFiles.write(workspace.folder(), "src/A.java", "broken");
    TestFiles.write(workspace.folder(), "dropping.orig", "x");
    Files.delete(workspace.folder().resolve("data.bin"));

    workspace.restore(checkpoint);

    assertThat(workspace.checkpoint()).isEqualTo(checkpoint);
    assertThat(workspace.differences()).isEmpty();
    assertThat(workspace.folder().resolve("dropping.orig")).doesNotExist();
  }

  @Test
  void revertsSingleFiles() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), "src/A.java", "broken");
    TestFiles.write(workspace.folder(), "new.txt", "x");

    workspace.revert("src/A.java");
    workspace.revert("new.txt");

    assertThat(workspace.differences()).isEmpty();
  }

  @Test
  void reportsEveryKindOfDifference() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), "added.txt", "x");
    Files.delete(workspace.folder().resolve("data.bin"));
    TestFiles.chmod(workspace.folder(), "src/A.java", "rwxr-xr-x");

    assertThat(workspace.differences())
        .extracting(FileChange::path, FileChange::kind)
        .containsExactly(
            Tuple.tuple("added.txt", Kind.ADDED),
            Tuple.tuple("data.bin", Kind.DELETED),
            Tuple.tuple("src/A.java", Kind.RETYPED));
  }

  @Test
  void resumesFromCheckpointOfEarlierClaim() throws IOException {
    Workspace first = open(1, null, null);
    String snapshot = first.snapshot().tree();
    TestFiles.write(first.folder(), "src/A.java", "class A {}\n");
    String tree = first.checkpoint();
    TestFiles.write(first.folder(), "src/A.java", "half done");

    Workspace second = open(2, snapshot, tree);

    assertThat(second.folder()).isNotEqualTo(first.folder());
    assertThat(TestFiles.read(second.folder(), "src/A.java")).isEqualTo("class A {}\n");
    assertThat(second.differences()).hasSize(1);
    assertThat(second.isPatchExact()).isTrue();
    assertThat(first.folder()).as("the folder of the earlier claim").doesNotExist();
  }

  @Test
  void freesUnusedDiskSpace() throws IOException {
    Workspace open = open(3, null, null);
    Path workflows = temp.resolve(".pawl/workflows");
    TestFiles.write(workflows, WORKFLOW + "/1/workspace/x", "left behind");
    TestFiles.write(workflows, WORKFLOW + "/logs/verify.1.log", "kept");
    TestFiles.write(workflows, "other/1/workspace/x", "perhaps in use elsewhere");
    TestFiles.write(workflows, "old/1/workspace/x", "from long ago");
    Instant now = Instant.parse("2026-01-02T00:00:00Z");
    Files.setLastModifiedTime(
        workflows.resolve("old/1"), FileTime.from(now.minus(Duration.ofHours(26))));

    workspaces.freeDiskSpace(WORKFLOW, now);

    assertThat(open.folder()).exists();
    assertThat(workflows.resolve(WORKFLOW + "/1")).doesNotExist();
    assertThat(workflows.resolve(WORKFLOW + "/logs/verify.1.log")).exists();
    assertThat(workflows.resolve("other/1")).exists();
    assertThat(workflows.resolve("old/1")).doesNotExist();
  }

  @Test
  void publishesAndRollsBack() throws Exception {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");
    String to = workspace.checkpoint();

    assertThat(workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW).files())
        .isEqualTo(1);
    assertThat(TestFiles.read(root, "src/A.java")).isEqualTo("class A {}\n");

    workspaces.rollback(WORKFLOW, target, from, to, null, null, ALWAYS_ALLOW);
    assertThat(TestFiles.read(root, "src/A.java")).isEqualTo("class A{}\n");
  }

  /** Moves the target away, and puts a link to a copy of it in its place. */
  private Path replaceTargetByLink() throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    TestFiles.write(copy, "src/A.java", "class A{}\n");
    Files.move(root, temp.resolve("moved"));
    Files.createSymbolicLink(root, copy);
    return copy;
  }

  @Test
  void readsNoTargetThatWasReplacedByLink() throws Exception {
    replaceTargetByLink();
    Workspace workspace = open(1, null, null);

    assertThatIOException().isThrownBy(workspace::snapshot).withMessageContaining(root.toString());
  }

  @Test
  void publishesAndRollsBackNothingInTargetThatWasReplacedByLink() throws Exception {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");
    String to = workspace.checkpoint();
    Path copy = replaceTargetByLink();
    var manifest = TestFiles.manifest(copy);

    assertThatIOException()
        .isThrownBy(() -> workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW));
    assertThatIOException()
        .isThrownBy(
            () -> workspaces.rollback(WORKFLOW, target, to, from, null, null, ALWAYS_ALLOW));
    assertThatIOException().isThrownBy(() -> workspaces.targetState(WORKFLOW + "/1"));

    assertThat(TestFiles.manifest(copy)).isEqualTo(manifest);
    assertThat(workspaces.config(target).document())
        .isEqualTo(TargetConfig.read(temp.resolve("missing")).document());
  }

  @Test
  void namesFilesItCannotUndoInTargetThatWasReplacedByLink() throws Exception {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");
    var calls = new AtomicInteger();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            workspaces.publish(
                WORKFLOW + "/1",
                WHOLE_RESULT,
                () -> {
                  if (calls.incrementAndGet() > 2) {
                    throw new IllegalStateException("the process ends here");
                  }
                }));
    Path copy = replaceTargetByLink();
    var manifest = TestFiles.manifest(copy);

    var unrestored = workspaces.undoPublication(WORKFLOW, target, ALWAYS_ALLOW).orElseThrow();

    assertThat(unrestored).extracting(UnrestoredFile::path).containsExactly("src/A.java");
    assertThat(unrestored.getFirst().reason()).doesNotContain("changed by others");
    assertThat(TestFiles.manifest(copy)).isEqualTo(manifest);
    Files.delete(root);
    Files.move(temp.resolve("moved"), root);
    assertThat(workspaces.undoPublication(WORKFLOW, target, ALWAYS_ALLOW)).contains(List.of());
    assertThat(TestFiles.read(root, "src/A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void refusesRollbackAfterExternalChange() throws Exception {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");
    String to = workspace.checkpoint();
    workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW);
    TestFiles.write(root, "src/A.java", "by hand\n");

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(
            () -> workspaces.rollback(WORKFLOW, target, from, to, null, null, ALWAYS_ALLOW));
    assertThat(TestFiles.read(root, "src/A.java")).isEqualTo("by hand\n");
  }

  @Test
  void writesNothingForUploads() throws Exception {
    var archives = TestArchives.inFolder(temp.resolve("archives"));
    String id =
        TestArchives.upload(
            archives, new TarBuilder().file("A.java", "class A{}\n").executable("run.sh", "").gz());
    target = Target.uploaded(id);
    var manifest = TestFiles.manifest(archives.findFolder(id).orElseThrow());
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "A.java", "class A {}\n");
    String to = workspace.checkpoint();

    assertThat(workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW))
        .isEqualTo(new PublishResult(1, null, null, to, null, false));
    assertThat(workspaces.rollback(WORKFLOW, target, from, to, null, null, ALWAYS_ALLOW).files())
        .isEqualTo(1);

    assertThat(workspace.isTrusted()).isFalse();
    assertThat(workspaces.targetState(WORKFLOW + "/1"))
        .returns(false, TargetStatus::git)
        .returns(true, TargetStatus::writable);
    assertThat(TestFiles.manifest(archives.findFolder(id).orElseThrow())).isEqualTo(manifest);
    FileSystemUtils.deleteRecursively(temp.resolve("archives"));
    assertThat(open(2, null, null).snapshot().tree())
        .as("stored without the upload")
        .isEqualTo(from);
  }

  @Test
  void reportsMissingUpload() throws IOException {
    target = Target.uploaded("00000000-0000-0000-0000-000000000000");
    Workspace workspace = open(1, null, null);

    assertThatIOException().isThrownBy(workspace::snapshot).withMessageContaining("upload it");
  }

  @Test
  void readsFilesOfSnapshots() throws IOException {
    String tree = open(1, null, null).snapshot().tree();

    assertThat(snapshotReader.readFile(target, tree, "src/A.java"))
        .hasValue("class A{}\n".getBytes());
    assertThat(snapshotReader.readFile(target, tree, "src")).isEmpty();
    assertThat(snapshotReader.readFile(target, tree, "../../etc/passwd")).isEmpty();
  }

  @Test
  void packsSnapshotsReproducibly() throws IOException {
    TestFiles.chmod(root, "data.bin", "rwxr-xr-x");
    Files.createSymbolicLink(root.resolve("link"), Path.of("src/A.java"));
    String tree = open(1, null, null).snapshot().tree();
    var firstPack = new ByteArrayOutputStream();
    var secondPack = new ByteArrayOutputStream();

    snapshotReader.writeArchive(target, tree, firstPack);
    snapshotReader.writeArchive(target, tree, secondPack);

    assertThat(firstPack.toByteArray()).isEqualTo(secondPack.toByteArray());
    var archives = TestArchives.inFolder(temp.resolve("archives"));
    Path extracted =
        archives.findFolder(TestArchives.upload(archives, firstPack.toByteArray())).orElseThrow();
    assertThat(TestFiles.read(extracted, "src/A.java")).isEqualTo("class A{}\n");
    assertThat(extracted.resolve("data.bin")).isExecutable();
    assertThat(Files.readSymbolicLink(extracted.resolve("link"))).hasToString("src/A.java");
    assertThat(extracted.resolve("node_modules")).doesNotExist();
  }

  @Test
  void writesPatchOfTwoSnapshots() throws IOException {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "src/A.java", "class A {}\n");
    var patch = new ByteArrayOutputStream();

    snapshotReader.writePatch(target, from, workspace.checkpoint(), patch);

    assertThat(patch.toString(StandardCharsets.UTF_8))
        .contains("--- a/src/A.java", "-class A{}", "+class A {}");
  }

  @Test
  void deletesFolderOnClose() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();

    workspaces.close(WORKFLOW + "/1");

    assertThat(workspace.folder()).doesNotExist();
    assertThatNullPointerException().isThrownBy(() -> workspaces.get(WORKFLOW + "/1"));
  }

  @Test
  void fetchesResolvedCommitAndPushesBranch() throws Exception {
    Workspace workspace = openRepository();
    assertThat(workspace.snapshot().files()).isEqualTo(1);
    TestFiles.write(workspace.folder(), "A.java", "class A {}\n");
    workspace.checkpoint();

    PublishResult published = workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW);
    PublishResult again = workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW);

    assertThat(published.branch()).isEqualTo("pawl/" + WORKFLOW);
    assertThat(again).isEqualTo(published);
    try (var git = Git.open(temp.resolve("repo").toFile())) {
      assertThat(git.getRepository().resolve("refs/heads/pawl/" + WORKFLOW).name())
          .isEqualTo(published.commit());
      assertThat(
              Lists.newArrayList(
                  git.log().add(git.getRepository().resolve(published.commit())).call()))
          .hasSize(2)
          .first()
          .satisfies(
              commit -> assertThat(commit.getShortMessage()).isEqualTo("Improve code quality"));
    }
  }

  @Test
  void deletesUnchangedBranchOnRollback() throws Exception {
    Workspace workspace = openRepository();
    String from = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), "A.java", "class A {}\n");
    String to = workspace.checkpoint();
    PublishResult published = workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW);

    workspaces.rollback(
        WORKFLOW, target, from, to, published.branch(), published.commit(), ALWAYS_ALLOW);

    try (var git = Git.open(temp.resolve("repo").toFile())) {
      assertThat(git.getRepository().resolve("refs/heads/pawl/" + WORKFLOW)).isNull();
    }
  }

  @Test
  void returnsPatchWhenPushingIsDisabled() throws Exception {
    workspaces = workspaces(false);
    Workspace workspace = openRepository();
    workspace.snapshot();
    TestFiles.write(workspace.folder(), "A.java", "class A {}\n");

    assertThat(workspaces.publish(WORKFLOW + "/1", WHOLE_RESULT, ALWAYS_ALLOW))
        .satisfies(published ->
            assertThat(published.reason()).contains("the result is available as a patch"))
        .returns(null, PublishResult::branch);
  }

  @Test
  void fetchesShallowWithDepth() throws Exception {
    Path repo = temp.resolve("repo");
    TestFiles.write(repo, "A.java", "class A{}\n");
    TestFiles.commitAll(repo);
    TestFiles.write(repo, "A.java", "class A{int x;}\n");
    String second = TestFiles.commitAll(repo);
    target = Target.repository(new Target.Git(repo.toUri().toString(), "main", 1, second));

    Workspace workspace = open(1, null, null);

    assertThat(workspace.snapshot().files()).isEqualTo(1);
    assertThat(workspace.store().repository().getObjectDatabase().getShallowCommits()).hasSize(1);
  }

  private Workspace openRepository() throws IOException {
    Path repo = temp.resolve("repo");
    TestFiles.write(repo, "A.java", "class A{}\n");
    String commit = TestFiles.commitAll(repo);
    TestFiles.write(repo, "later.txt", "not in the commit");
    target = Target.repository(new Target.Git(repo.toUri().toString(), "main", null, commit));
    return open(1, null, null);
  }
}
