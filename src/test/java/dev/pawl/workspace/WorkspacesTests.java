package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pawl.archive.ArchivesOf;
import dev.pawl.archive.Tars;
import dev.pawl.credential.CredentialsOf;
import dev.pawl.project.ProjectsOf;
import dev.pawl.workspace.FileChange;
import dev.pawl.workspace.FileChange.Kind;
import dev.pawl.workspace.Workspaces.Published;
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
import org.assertj.core.groups.Tuple;
import org.assertj.core.util.Lists;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class WorkspacesTests {

  private static final Workspaces.Guard GO = () -> {};
  private static final String WORKFLOW = "quality_20260101_000000_test";

  @TempDir Path temp;
  private Path root;
  private Workspaces workspaces;
  private KeptStates states;
  private Target target;

  @BeforeEach
  void makeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    Folders.write(root, "src/A.java", "class A{}\n");
    Folders.write(root, "node_modules/x.js", "x");
    Folders.write(root, "data.bin", new byte[] {0, 1, 2});
    target = Target.directory(root.toString());
    workspaces = workspaces(true);
  }

  private Workspaces workspaces(boolean push) {
    var git = WorkspacesOf.git(List.of("file"), Duration.ofSeconds(5), push);
    var properties =
        new WorkspaceProperties(
            temp.resolve(".pawl"), List.of(temp), List.of(), Duration.ZERO, git);
    states = new KeptStates(properties);
    var remotes = new GitRemotes(properties, CredentialsOf.nobody());
    return new Workspaces(
        properties,
        remotes,
        new Targets(
            properties, remotes, ArchivesOf.folder(temp.resolve("archives")), ProjectsOf.none()),
        new SpareWorkspaces(properties, Clock.systemUTC()));
  }

  private Workspace open(long epoch, @Nullable String snapshot, @Nullable String tree)
      throws IOException {
    return workspaces.get(workspaces.open(WORKFLOW, epoch, target, snapshot, tree));
  }

  @Test
  void worksOnACopyOfTheTarget() throws IOException {
    var manifest = Folders.manifest(root);
    Workspace workspace = open(1, null, null);

    assertThat(workspace.snapshot().files()).isEqualTo(2);
    Folders.write(workspace.folder(), "src/A.java", "class A {}\n");

    assertThat(Folders.manifest(root)).isEqualTo(manifest);
    assertThat(workspace.differences())
        .containsExactly(new FileChange("src/A.java", Kind.MODIFIED, true));
  }

  @Test
  void keepsItsSnapshotWhenTheTargetMovesOn() throws IOException {
    Workspace workspace = open(1, null, null);
    String tree = workspace.snapshot().tree();
    Folders.write(root, "src/A.java", "class B {}\n");

    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(workspace.original("src/A.java").orElseThrow())
        .isEqualTo("class A{}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(workspace.original("missing")).isEmpty();
  }

  @Test
  void keepsTheStateOfATargetWithoutFiles() throws IOException {
    target = Target.directory(Files.createDirectory(temp.resolve("empty")).toString());
    Workspace workspace = open(1, null, null);

    assertThat(workspace.checkpoint()).isEqualTo(workspace.snapshot().tree());
    assertThat(workspace.differences()).isEmpty();
  }

  @Test
  void givesToolsOnlyTheFilesThatCount() throws IOException {
    Folders.write(root, "big.txt", "x".repeat(2000));
    Folders.write(
        root,
        ".quality-config.json",
        "{\"max_file_size\": 1024, \"excluded_patterns\": [\"*.bin\"]}");

    assertThat(open(1, null, null).files())
        .extracting(Workspace.WorkspaceFile::path)
        .containsExactly(".quality-config.json", "node_modules/x.js", "src/A.java");
  }

  @Test
  void goesBackToACheckpointByteForByte() throws IOException {
    Workspace workspace = open(1, null, null);
    String checkpoint = workspace.checkpoint();
    Folders.write(workspace.folder(), "src/A.java", "broken");
    Folders.write(workspace.folder(), "dropping.orig", "x");
    Files.delete(workspace.folder().resolve("data.bin"));

    workspace.restore(checkpoint);

    assertThat(workspace.checkpoint()).isEqualTo(checkpoint);
    assertThat(workspace.differences()).isEmpty();
    assertThat(workspace.folder().resolve("dropping.orig")).doesNotExist();
  }

  @Test
  void takesOneFileBack() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();
    Folders.write(workspace.folder(), "src/A.java", "broken");
    Folders.write(workspace.folder(), "new.txt", "x");

    workspace.revert("src/A.java");
    workspace.revert("new.txt");

    assertThat(workspace.differences()).isEmpty();
  }

  @Test
  void tellsEveryKindOfDifference() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();
    Folders.write(workspace.folder(), "added.txt", "x");
    Files.delete(workspace.folder().resolve("data.bin"));
    Folders.chmod(workspace.folder(), "src/A.java", "rwxr-xr-x");

    assertThat(workspace.differences())
        .extracting(FileChange::path, FileChange::kind)
        .containsExactly(
            Tuple.tuple("added.txt", Kind.ADDED),
            Tuple.tuple("data.bin", Kind.DELETED),
            Tuple.tuple("src/A.java", Kind.RETYPED));
  }

  @Test
  void goesOnInAnotherClaimFromTheStateOfTheFirst() throws IOException {
    Workspace first = open(1, null, null);
    String snapshot = first.snapshot().tree();
    Folders.write(first.folder(), "src/A.java", "class A {}\n");
    String tree = first.checkpoint();
    Folders.write(first.folder(), "src/A.java", "half done");

    Workspace second = open(2, snapshot, tree);

    assertThat(second.folder()).isNotEqualTo(first.folder());
    assertThat(Folders.read(second.folder(), "src/A.java")).isEqualTo("class A {}\n");
    assertThat(second.differences()).hasSize(1);
    assertThat(second.patchIsExact()).isTrue();
    assertThat(first.folder()).as("the folder of the earlier claim").doesNotExist();
  }

  @Test
  void makesSpaceOfWhatNobodyUses() throws IOException {
    Workspace open = open(3, null, null);
    Path workflows = temp.resolve(".pawl/workflows");
    Folders.write(workflows, WORKFLOW + "/1/workspace/x", "left behind");
    Folders.write(workflows, WORKFLOW + "/logs/verify.1.log", "kept");
    Folders.write(workflows, "other/1/workspace/x", "perhaps in use elsewhere");
    Folders.write(workflows, "old/1/workspace/x", "from long ago");
    Instant now = Instant.parse("2026-01-02T00:00:00Z");
    Files.setLastModifiedTime(
        workflows.resolve("old/1"), FileTime.from(now.minus(Duration.ofHours(26))));

    workspaces.makeSpace(WORKFLOW, now);

    assertThat(open.folder()).exists();
    assertThat(workflows.resolve(WORKFLOW + "/1")).doesNotExist();
    assertThat(workflows.resolve(WORKFLOW + "/logs/verify.1.log")).exists();
    assertThat(workflows.resolve("other/1")).exists();
    assertThat(workflows.resolve("old/1")).doesNotExist();
  }

  @Test
  void publishesAndTakesBack() throws Exception {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    Folders.write(workspace.folder(), "src/A.java", "class A {}\n");
    String to = workspace.checkpoint();

    assertThat(workspaces.publish(WORKFLOW + "/1", GO).files()).isEqualTo(1);
    assertThat(Folders.read(root, "src/A.java")).isEqualTo("class A {}\n");

    workspaces.rollback(WORKFLOW, target, from, to, null, GO);
    assertThat(Folders.read(root, "src/A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void refusesToTakeBackWhatSomebodyChangedSince() throws Exception {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    Folders.write(workspace.folder(), "src/A.java", "class A {}\n");
    String to = workspace.checkpoint();
    workspaces.publish(WORKFLOW + "/1", GO);
    Folders.write(root, "src/A.java", "by hand\n");

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() -> workspaces.rollback(WORKFLOW, target, from, to, null, GO));
    assertThat(Folders.read(root, "src/A.java")).isEqualTo("by hand\n");
  }

  @Test
  void writesNothingAnywhereForAnUpload() throws Exception {
    var archives = ArchivesOf.folder(temp.resolve("archives"));
    String id =
        ArchivesOf.upload(
            archives, new Tars().file("A.java", "class A{}\n").program("run.sh", "").gz());
    target = Target.uploaded(id);
    var manifest = Folders.manifest(archives.folder(id).orElseThrow());
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    Folders.write(workspace.folder(), "A.java", "class A {}\n");
    String to = workspace.checkpoint();

    assertThat(workspaces.publish(WORKFLOW + "/1", GO))
        .isEqualTo(new Published(1, null, null, null));
    assertThat(workspaces.rollback(WORKFLOW, target, from, to, null, GO).files()).isEqualTo(1);

    assertThat(workspace.trusted()).isFalse();
    assertThat(workspaces.state(WORKFLOW + "/1"))
        .returns(false, TargetState::git)
        .returns(true, TargetState::writable);
    assertThat(Folders.manifest(archives.folder(id).orElseThrow())).isEqualTo(manifest);
    FileSystemUtils.deleteRecursively(temp.resolve("archives"));
    assertThat(open(2, null, null).snapshot().tree())
        .as("stored without the upload")
        .isEqualTo(from);
  }

  @Test
  void saysThatAnUploadIsGone() throws IOException {
    target = Target.uploaded("00000000-0000-0000-0000-000000000000");
    Workspace workspace = open(1, null, null);

    assertThatIOException().isThrownBy(workspace::snapshot).withMessageContaining("upload it");
  }

  @Test
  void readsFilesOfStates() throws IOException {
    String tree = open(1, null, null).snapshot().tree();

    assertThat(states.content(target, tree, "src/A.java")).hasValue("class A{}\n".getBytes());
    assertThat(states.content(target, tree, "src")).isEmpty();
    assertThat(states.content(target, tree, "../../etc/passwd")).isEmpty();
  }

  @Test
  void packsAStateAlwaysToTheSameBytes() throws IOException {
    Folders.chmod(root, "data.bin", "rwxr-xr-x");
    Files.createSymbolicLink(root.resolve("link"), Path.of("src/A.java"));
    String tree = open(1, null, null).snapshot().tree();
    var once = new ByteArrayOutputStream();
    var again = new ByteArrayOutputStream();

    states.pack(target, tree, once);
    states.pack(target, tree, again);

    assertThat(once.toByteArray()).isEqualTo(again.toByteArray());
    var archives = ArchivesOf.folder(temp.resolve("archives"));
    Path back = archives.folder(ArchivesOf.upload(archives, once.toByteArray())).orElseThrow();
    assertThat(Folders.read(back, "src/A.java")).isEqualTo("class A{}\n");
    assertThat(back.resolve("data.bin")).isExecutable();
    assertThat(Files.readSymbolicLink(back.resolve("link"))).hasToString("src/A.java");
    assertThat(back.resolve("node_modules")).doesNotExist();
  }

  @Test
  void writesThePatchOfTwoStates() throws IOException {
    Workspace workspace = open(1, null, null);
    String from = workspace.snapshot().tree();
    Folders.write(workspace.folder(), "src/A.java", "class A {}\n");
    var patch = new ByteArrayOutputStream();

    states.patch(target, from, workspace.checkpoint(), patch);

    assertThat(patch.toString(StandardCharsets.UTF_8))
        .contains("--- a/src/A.java", "-class A{}", "+class A {}");
  }

  @Test
  void leavesNothingWhenItIsClosed() throws IOException {
    Workspace workspace = open(1, null, null);
    workspace.snapshot();

    workspaces.close(WORKFLOW + "/1");

    assertThat(workspace.folder()).doesNotExist();
    assertThatNullPointerException().isThrownBy(() -> workspaces.get(WORKFLOW + "/1"));
  }

  @Test
  void fetchesTheCommitThatWasMeantAndPushesABranch() throws Exception {
    Workspace workspace = openRepository();
    assertThat(workspace.snapshot().files()).isEqualTo(1);
    Folders.write(workspace.folder(), "A.java", "class A {}\n");
    workspace.checkpoint();

    Published published = workspaces.publish(WORKFLOW + "/1", GO);
    Published again = workspaces.publish(WORKFLOW + "/1", GO);

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
  void takesABranchBackWhileItIsWherePawlLeftIt() throws Exception {
    Workspace workspace = openRepository();
    String from = workspace.snapshot().tree();
    Folders.write(workspace.folder(), "A.java", "class A {}\n");
    String to = workspace.checkpoint();
    Published published = workspaces.publish(WORKFLOW + "/1", GO);

    workspaces.rollback(WORKFLOW, target, from, to, published.commit(), GO);

    try (var git = Git.open(temp.resolve("repo").toFile())) {
      assertThat(git.getRepository().resolve("refs/heads/pawl/" + WORKFLOW)).isNull();
    }
  }

  @Test
  void hasThePatchAsTheResultWherePushingIsOff() throws Exception {
    workspaces = workspaces(false);
    Workspace workspace = openRepository();
    workspace.snapshot();
    Folders.write(workspace.folder(), "A.java", "class A {}\n");

    assertThat(workspaces.publish(WORKFLOW + "/1", GO))
        .satisfies(published ->
            assertThat(published.reason()).contains("the result is available as a patch"))
        .returns(null, Published::branch);
  }

  @Test
  void fetchesShallowWhenAsked() throws Exception {
    Path repo = temp.resolve("repo");
    Folders.write(repo, "A.java", "class A{}\n");
    Folders.commitAll(repo);
    Folders.write(repo, "A.java", "class A{int x;}\n");
    String second = Folders.commitAll(repo);
    target = Target.repository(new Target.Git(repo.toUri().toString(), "main", 1, second));

    Workspace workspace = open(1, null, null);

    assertThat(workspace.snapshot().files()).isEqualTo(1);
    assertThat(workspace.store().repository().getObjectDatabase().getShallowCommits()).hasSize(1);
  }

  private Workspace openRepository() throws IOException {
    Path repo = temp.resolve("repo");
    Folders.write(repo, "A.java", "class A{}\n");
    String commit = Folders.commitAll(repo);
    Folders.write(repo, "later.txt", "not in the commit");
    target = Target.repository(new Target.Git(repo.toUri().toString(), "main", null, commit));
    return open(1, null, null);
  }
}
