package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkTests {

  @TempDir Path root;

  @Test
  void listsFilesInTheOrderOfTheirPaths() throws IOException {
    Folders.write(root, "b/z.txt", "z");
    Folders.write(root, "b/a.txt", "a");
    Folders.write(root, "a.txt", "a");

    assertThat(paths()).containsExactly("a.txt", "b/a.txt", "b/z.txt");
  }

  @Test
  void takesAnyNameThatIsValidUtf8() throws IOException {
    for (String name :
        List.of(
            "with space", "-dash", "quo\"te", "new\nline", "ümlaut", "日本", "%41", "back\\slash")) {
      Folders.write(root, name, "x");
    }

    assertThat(paths()).hasSize(8).contains("new\nline", "日本", "back\\slash");
  }

  @Test
  void refusesANameThatIsNotValidUtf8() throws Exception {
    Path script =
        Files.writeString(root.resolveSibling("make.sh"), "printf x > \"$1\"/$'\\xff\\xfe'\n");
    assumeTrue(
        new ProcessBuilder("bash", script.toString(), root.toString()).start().waitFor() == 0);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::paths)
        .withMessageContaining("not valid UTF-8");
  }

  @Test
  void obeysGitignoreOfEveryFolder() throws IOException {
    Folders.write(root, ".gitignore", "*.log\n/only-here.txt\n!keep.log\n");
    Folders.write(root, "a.log", "x");
    Folders.write(root, "keep.log", "x");
    Folders.write(root, "only-here.txt", "x");
    Folders.write(root, "sub/only-here.txt", "x");
    Folders.write(root, "sub/.gitignore", "secret/\n!b.log\n");
    Folders.write(root, "sub/b.log", "x");
    Folders.write(root, "sub/secret/c.txt", "x");

    assertThat(paths())
        .containsExactly(
            ".gitignore", "keep.log", "sub/.gitignore", "sub/b.log", "sub/only-here.txt");
  }

  @Test
  void obeysTheExcludeFileOfTheRepository() throws IOException {
    Folders.write(root, ".git/info/exclude", "private.txt\n");
    Folders.write(root, "private.txt", "x");
    Folders.write(root, "public.txt", "x");

    assertThat(paths()).containsExactly("public.txt");
  }

  @Test
  void leavesOutWhatIsExcludedAtAnyDepth() throws IOException {
    Folders.write(root, "node_modules/x.js", "x");
    Folders.write(root, "web/node_modules/y.js", "x");
    Folders.write(root, "target/z.class", "x");
    Folders.write(root, "web/app.js", "x");

    assertThat(paths()).containsExactly("web/app.js");
  }

  @Test
  void neverFollowsLinks() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    Folders.write(outside, "secret.txt", "x");
    Files.createSymbolicLink(root.resolve("folder"), outside);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("broken"), Path.of("nowhere"));

    assertThat(walk()).allMatch(FileWalk.Entry::link);
    assertThat(paths()).containsExactly("broken", "folder", "loop");
  }

  @Test
  void leavesRepositoriesInsideTheTargetToTheirOwners() throws IOException {
    Folders.write(root, "vendor/lib/.git/HEAD", "ref: refs/heads/main");
    Folders.write(root, "vendor/lib/code.txt", "x");
    Folders.write(root, "submodule/.git", "gitdir: ../.git/modules/submodule");
    Folders.write(root, "submodule/code.txt", "x");
    Folders.write(root, "own.txt", "x");

    assertThat(paths()).containsExactly("own.txt");
  }

  @Test
  void leavesPawlsOwnFolderOut() throws IOException {
    Folders.write(root, ".pawl/workflows/x.log", "x");
    Folders.write(root, "own.txt", "x");

    var walk = FileWalk.ofTarget(root, TargetConfig.read(root), root.resolve(".pawl"));
    assertThat(walk).extracting(FileWalk.Entry::path).containsExactly("own.txt");
  }

  @Test
  void seesWhatIsExecutable() throws IOException {
    Folders.write(root, "run.sh", "x");
    Folders.chmod(root, "run.sh", "rwxr-xr-x");
    Folders.write(root, "text.txt", "x");

    assertThat(walk())
        .extracting(FileWalk.Entry::mode)
        .containsExactly(FileMode.EXECUTABLE_FILE, FileMode.REGULAR_FILE);
  }

  private List<String> paths() throws IOException {
    return walk().stream().map(FileWalk.Entry::path).toList();
  }

  private List<FileWalk.Entry> walk() throws IOException {
    return FileWalk.ofTarget(root, TargetConfig.read(root), Path.of("/nowhere"));
  }
}
