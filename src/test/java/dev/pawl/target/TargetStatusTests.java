package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetStatusTests {

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void writeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    TestFiles.write(root, "a.txt", "a\n");
    TestFiles.write(root, "b.txt", "b\n");
  }

  private TargetStatus state() throws IOException {
    try (FolderHandle handle = FolderHandle.open(root)) {
      return TargetStatus.of(
          handle, TargetConfig.read(handle), temp.resolve(".pawl"), PathFilter.ALL);
    }
  }

  @Test
  void reportsMissingGitWorkTree() throws IOException {
    assertThat(state())
        .returns(false, TargetStatus::git)
        .returns(true, TargetStatus::writable)
        .returns(false, TargetStatus::locked);
  }

  @Test
  void reportsCleanWorkTree() throws IOException {
    TestFiles.commitAll(root);

    assertThat(state())
        .returns(true, TargetStatus::git)
        .returns("main", TargetStatus::branch)
        .returns(0, TargetStatus::modified)
        .returns(0, TargetStatus::untracked);
  }

  @Test
  void countsModifiedAndUntrackedFiles() throws IOException {
    TestFiles.commitAll(root);
    TestFiles.write(root, "a.txt", "changed\n");
    Files.delete(root.resolve("b.txt"));
    TestFiles.write(root, "new.txt", "n\n");

    assertThat(state()).returns(2, TargetStatus::modified).returns(1, TargetStatus::untracked);
  }

  @Test
  void ignoresTouchedFiles() throws IOException {
    TestFiles.commitAll(root);
    Files.setLastModifiedTime(
        root.resolve("a.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    assertThat(state().modified()).isZero();
  }

  @Test
  void countsStagedFiles() throws Exception {
    TestFiles.commitAll(root);
    TestFiles.write(root, "staged.txt", "s\n");
    try (var git = Git.open(root.toFile())) {
      git.add().addFilepattern("staged.txt").call();
    }

    assertThat(state()).returns(1, TargetStatus::modified).returns(0, TargetStatus::untracked);
  }

  @Test
  void runsNoConfiguredProgram() throws Exception {
    Path marker = temp.resolve("proof");
    TestFiles.write(root, ".gitattributes", "*.txt filter=evil\n");
    TestFiles.commitAll(root);
    try (var git = Git.open(root.toFile())) {
      var config = git.getRepository().getConfig();
      config.setString("filter", "evil", "clean", "touch " + marker);
      config.setString("core", null, "fsmonitor", "touch " + marker);
      config.save();
    }
    TestFiles.write(root, "a.txt", "changed\n");

    assertThat(state().modified()).isEqualTo(1);
    assertThat(marker).doesNotExist();
  }

  @Test
  void countsFilesOfCommitsInPacks() throws Exception {
    TestFiles.commitAll(root);
    try (var git = Git.open(root.toFile())) {
      git.gc().call();
    }
    assertThat(root.resolve(".git/packed-refs")).content().contains("refs/heads/main");
    TestFiles.write(root, "a.txt", "changed\n");

    assertThat(state())
        .returns("main", TargetStatus::branch)
        .returns(1, TargetStatus::modified)
        .returns(0, TargetStatus::untracked);
  }

  @Test
  void reportsDetachedHeadAndUnbornBranch() throws Exception {
    try (var git = Git.init().setDirectory(root.toFile()).setInitialBranch("work").call()) {
      assertThat(state()).returns("work", TargetStatus::branch).returns(2, TargetStatus::untracked);
      git.add().addFilepattern(".").call();
      assertThat(state()).returns(2, TargetStatus::modified).returns(0, TargetStatus::untracked);
      var commit = git.commit().setMessage("c").setSign(false).call();
      git.checkout().setName(commit.name()).call();

      assertThat(state())
          .returns(commit.name(), TargetStatus::branch)
          .returns(0, TargetStatus::modified);
    }
  }

  /** The parts of a {@code .git} folder that could lead to other files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD",
        "config",
        "index",
        "packed-refs",
        "refs",
        "refs/heads",
        "refs/heads/main",
        "objects",
        "objects/info/alternates",
        "objects/pack/pack-0000000000000000000000000000000000000000.idx"
      })
  void readsNoFileOutsideByLinks(String part) throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    TestFiles.write(other, "c.txt", "c\n");
    TestFiles.write(other, "d.txt", "d\n");
    TestFiles.commitAll(other);
    try (var git = Git.open(other.toFile())) {
      git.checkout().setCreateBranch(true).setName("secret").call();
    } catch (GitAPIException e) {
      throw new IOException(e);
    }
    TestFiles.commitAll(root);
    Path replaced = root.resolve(".git").resolve(part);
    TestFiles.delete(replaced);
    Files.createDirectories(replaced.getParent());
    Files.createSymbolicLink(replaced, other.resolve(".git").resolve(part));

    TargetStatus state = state();

    assertThat(state.branch()).isIn("main", null);
    // What cannot be read is empty; nothing of the other repository is counted.
    assertThat(state.modified()).isIn(0, 2);
    assertThat(state.untracked()).isIn(0, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "config", "index", "packed-refs", "refs/heads/main", "objects/x"})
  @Timeout(30)
  void waitsForNoPipe(String part) throws Exception {
    TestFiles.commitAll(root);
    Path pipe = root.resolve(".git").resolve(part);
    TestFiles.delete(pipe);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(state()).returns(true, TargetStatus::git);
  }

  @Test
  void readsNoFileThatTheConfigurationNames() throws Exception {
    TestFiles.commitAll(root);
    Path included = temp.resolve("included");
    Files.writeString(included, "[core]\n\tbare = true\n\tworktree = /\n[broken\n");
    TestFiles.write(root, ".git/config", "[include]\n\tpath = %s\n".formatted(included));

    assertThat(state()).returns("main", TargetStatus::branch).returns(0, TargetStatus::modified);
  }

  @Test
  void rejectsIndexThatStatesMoreEntriesThanItCanContain() throws IOException {
    TestFiles.commitAll(root);
    ByteBuffer header = ByteBuffer.allocate(32).put(new byte[] {'D', 'I', 'R', 'C'});
    TestFiles.write(root, ".git/index", header.putInt(2).putInt(30_000_000).array());

    assertThatExceptionOfType(CorruptObjectException.class)
        .isThrownBy(this::state)
        .withMessageContaining("more entries than it can contain");
  }

  @Test
  void detectsLockFile() throws IOException {
    TestFiles.write(root, ".quality-lock", "");

    assertThat(state().locked()).isTrue();
  }
}
