package dev.pawl.target;

import static dev.pawl.workspace.GitHistories.commit;
import static dev.pawl.workspace.GitHistories.git;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitHistoryTests {

  @TempDir Path temp;
  private String root;
  private String forkPoint;
  private String feature;
  private String main;

  @BeforeEach
  void createHistory() {
    root = commit(temp, "root");
    forkPoint = commit(temp, "fork point");
    git(temp, "checkout", "-q", "-b", "feature");
    feature = commit(temp, "feature");
    git(temp, "checkout", "-q", "main");
    main = commit(temp, "main");
  }

  @Test
  void findsTheMergeBaseOfACompleteHistory() throws Exception {
    try (var repository = new FileRepository(temp.resolve(".git").toFile())) {
      var history = new CommitHistory(repository);

      assertThat(history.mergeBase(feature, main)).contains(forkPoint);
      assertThat(history.mergeBase(root, main)).contains(root);
      assertThat(history.mayHideNewerBase(feature, main, Optional.of(forkPoint))).isFalse();
      assertThat(history.isShallow()).isFalse();
    }
  }

  @Test
  void noticesThatAShallowHistoryMayHideTheMergeBase() throws Exception {
    Path clone = temp.resolve("clone");
    git(temp, "clone", "-q", "--depth", "1", "--no-single-branch", "file://" + temp, "clone");
    try (var repository = new FileRepository(clone.resolve(".git").toFile())) {
      var history = new CommitHistory(repository);

      assertThat(history.mergeBase(feature, main)).isEmpty();
      assertThat(history.mayHideNewerBase(feature, main, Optional.empty())).isTrue();
      assertThat(history.isShallow()).isTrue();
    }
    git(clone, "fetch", "-q", "--depth", "2");
    try (var repository = new FileRepository(clone.resolve(".git").toFile())) {
      var history = new CommitHistory(repository);

      assertThat(history.mergeBase(feature, main)).contains(forkPoint);
      assertThat(history.mayHideNewerBase(feature, main, Optional.of(forkPoint))).isFalse();
    }
  }
}
