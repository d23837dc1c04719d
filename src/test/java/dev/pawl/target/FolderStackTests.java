package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Walks through folders that are nested deeper than handles are kept. */
class FolderStackTests {

  private static final int DEPTH = 3 * FolderStack.MAX_HANDLES + 7;

  @TempDir Path root;

  @BeforeEach
  void createFolders() throws IOException {
    root = root.toRealPath();
    Files.createDirectories(folder(DEPTH));
  }

  private Path folder(int depth) {
    return depth == 0 ? root : root.resolve("d/".repeat(depth));
  }

  @Test
  void returnsToEveryParent() throws IOException {
    try (FolderHandle handle = FolderHandle.open(root);
        var stack = new FolderStack(handle)) {
      for (int depth = 1; depth <= DEPTH; depth++) {
        stack.enter("d");
      }
      for (int depth = DEPTH; depth > 0; depth--) {
        assertThat(stack.current().path().toRealPath()).isEqualTo(folder(depth));
        stack.leave();
      }
      assertThat(stack.current()).isSameAs(handle);
    }
  }

  @Test
  void entersOtherFoldersAfterItsHandlesWereClosed() throws IOException {
    Files.createDirectories(folder(2).resolve("e/f"));
    try (FolderHandle handle = FolderHandle.open(root);
        var stack = new FolderStack(handle)) {
      for (int depth = 1; depth <= DEPTH; depth++) {
        stack.enter("d");
      }
      for (int depth = DEPTH; depth > 2; depth--) {
        stack.leave();
      }
      stack.enter("e");
      stack.enter("f");

      assertThat(stack.current().path().toRealPath()).isEqualTo(folder(2).resolve("e/f"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsNoMoreThanTheMaximumOfDescriptors() throws IOException {
    try (FolderHandle handle = FolderHandle.open(root)) {
      try (var stack = new FolderStack(handle)) {
        for (int depth = 1; depth <= DEPTH; depth++) {
          stack.enter("d");
          assertThat(descriptors()).isLessThanOrEqualTo(FolderStack.MAX_HANDLES + 1L);
        }
        for (int depth = DEPTH; depth > 0; depth--) {
          stack.current();
          assertThat(descriptors()).isLessThanOrEqualTo(FolderStack.MAX_HANDLES + 1L);
          stack.leave();
        }
      }
      assertThat(descriptors()).as("the root stays open").isEqualTo(1);
    }
  }

  /** Returns the number of open descriptors of the root and the folders below it. */
  private long descriptors() throws IOException {
    long count = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        count += isBelowRoot(descriptor) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean isBelowRoot(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(root);
    } catch (NoSuchFileException e) {
      // Another thread has closed it.
      return false;
    }
  }
}
