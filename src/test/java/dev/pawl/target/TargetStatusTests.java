package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
      return TargetStatus.of(handle, TargetConfig.read(handle), temp.resolve(".pawl"));
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
  void detectsLockFile() throws IOException {
    TestFiles.write(root, ".quality-lock", "");

    assertThat(state().locked()).isTrue();
  }
}
