package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetStateTests {

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void makeTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    Folders.write(root, "a.txt", "a\n");
    Folders.write(root, "b.txt", "b\n");
  }

  private TargetState state() throws IOException {
    return TargetState.of(
        Target.directory(root.toString()), TargetConfig.read(root), temp.resolve(".pawl"));
  }

  @Test
  void saysThatAFolderIsNotAGitWorkTree() throws IOException {
    assertThat(state())
        .returns(false, TargetState::git)
        .returns(true, TargetState::writable)
        .returns(false, TargetState::locked);
  }

  @Test
  void seesACleanWorkTree() throws IOException {
    Folders.commitAll(root);

    assertThat(state())
        .returns(true, TargetState::git)
        .returns("main", TargetState::branch)
        .returns(0, TargetState::modified)
        .returns(0, TargetState::untracked);
  }

  @Test
  void countsWhatWasChangedRemovedAndAdded() throws IOException {
    Folders.commitAll(root);
    Folders.write(root, "a.txt", "changed\n");
    Files.delete(root.resolve("b.txt"));
    Folders.write(root, "new.txt", "n\n");

    assertThat(state()).returns(2, TargetState::modified).returns(1, TargetState::untracked);
  }

  @Test
  void isNotFooledByATouchedFile() throws IOException {
    Folders.commitAll(root);
    Files.setLastModifiedTime(
        root.resolve("a.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    assertThat(state().modified()).isZero();
  }

  @Test
  void countsWhatIsStagedButNotCommitted() throws Exception {
    Folders.commitAll(root);
    Folders.write(root, "staged.txt", "s\n");
    try (var git = Git.open(root.toFile())) {
      git.add().addFilepattern("staged.txt").call();
    }

    assertThat(state()).returns(1, TargetState::modified).returns(0, TargetState::untracked);
  }

  @Test
  void runsNoProgramThatTheRepositoryNames() throws Exception {
    Path proof = temp.resolve("proof");
    Folders.write(root, ".gitattributes", "*.txt filter=evil\n");
    Folders.commitAll(root);
    try (var git = Git.open(root.toFile())) {
      var config = git.getRepository().getConfig();
      config.setString("filter", "evil", "clean", "touch " + proof);
      config.setString("core", null, "fsmonitor", "touch " + proof);
      config.save();
    }
    Folders.write(root, "a.txt", "changed\n");

    assertThat(state().modified()).isEqualTo(1);
    assertThat(proof).doesNotExist();
  }

  @Test
  void seesAnotherProgramsLock() throws IOException {
    Folders.write(root, ".quality-lock", "");

    assertThat(state().locked()).isTrue();
  }
}
