package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkerTests {

  @TempDir Path root;

  /** Deletes the deep folders: Java cannot delete the longest, and JUnit needs a minute for the others. */
  @AfterEach
  void deleteDeepFolders() throws Exception {
    new ProcessBuilder("rm", "-rf", root.resolve("d").toString()).start().waitFor();
  }

  @Test
  void listsFilesInPathOrder() throws IOException {
    TestFiles.write(root, "b/z.txt", "z");
    TestFiles.write(root, "b/a.txt", "a");
    TestFiles.write(root, "a.txt", "a");

    assertThat(paths()).containsExactly("a.txt", "b/a.txt", "b/z.txt");
  }

  @Test
  void acceptsAnyValidUtf8Name() throws IOException {
    for (String name :
        List.of(
            "with space", "-dash", "quo\"te", "new\nline", "ümlaut", "日本", "%41", "back\\slash")) {
      TestFiles.write(root, name, "x");
    }

    assertThat(paths()).hasSize(8).contains("new\nline", "日本", "back\\slash");
  }

  @Test
  void rejectsInvalidUtf8Name() throws Exception {
    Path script =
        Files.writeString(root.resolveSibling("make.sh"), "printf x > \"$1\"/$'\\xff\\xfe'\n");
    assumeTrue(
        new ProcessBuilder("bash", script.toString(), root.toString()).start().waitFor() == 0);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::paths)
        .withMessageContaining("not valid UTF-8");
  }

  @Test
  void appliesGitignoreOfEveryFolder() throws IOException {
    TestFiles.write(root, ".gitignore", "*.log\n/only-here.txt\n!keep.log\n");
    TestFiles.write(root, "a.log", "x");
    TestFiles.write(root, "keep.log", "x");
    TestFiles.write(root, "only-here.txt", "x");
    TestFiles.write(root, "sub/only-here.txt", "x");
    TestFiles.write(root, "sub/.gitignore", "secret/\n!b.log\n");
    TestFiles.write(root, "sub/b.log", "x");
    TestFiles.write(root, "sub/secret/c.txt", "x");

    assertThat(paths())
        .containsExactly(
            ".gitignore", "keep.log", "sub/.gitignore", "sub/b.log", "sub/only-here.txt");
  }

  @Test
  void appliesRepositoryExcludeFile() throws IOException {
    TestFiles.write(root, ".git/info/exclude", "private.txt\n");
    TestFiles.write(root, "private.txt", "x");
    TestFiles.write(root, "public.txt", "x");

    assertThat(paths()).containsExactly("public.txt");
  }

  @Test
  void excludesNamesAtAnyDepth() throws IOException {
    TestFiles.write(root, "node_modules/x.js", "x");
    TestFiles.write(root, "web/node_modules/y.js", "x");
    TestFiles.write(root, "target/z.class", "x");
    TestFiles.write(root, "web/app.js", "x");

    assertThat(paths()).containsExactly("web/app.js");
  }

  @Test
  void doesNotFollowLinks() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    TestFiles.write(outside, "secret.txt", "x");
    Files.createSymbolicLink(root.resolve("folder"), outside);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("broken"), Path.of("nowhere"));

    assertThat(walk()).allMatch(FileWalker.Entry::isLink);
    assertThat(paths()).containsExactly("broken", "folder", "loop");
  }

  @Test
  void listsFoldersOfAnyDepth() throws IOException {
    String deep = "d/".repeat(1500) + "file.txt";
    TestFiles.write(root, deep, "x");
    TestFiles.write(root, "d/d/.gitignore", "*.log\n");
    TestFiles.write(root, "d/d/d/a.log", "x");
    TestFiles.write(root, "e.txt", "x");

    assertThat(paths()).containsExactly("d/d/.gitignore", deep, "e.txt");
  }

  @Test
  void listsFilesBesideFoldersOfAnyDepth() throws IOException {
    int depth = 2 * FolderStack.MAX_HANDLES + 3;
    var expected = new ArrayList<String>();
    for (int i = depth; i > 0; i--) {
      String file = "d/".repeat(i) + "e.txt";
      TestFiles.write(root, file, "x");
      expected.add(file);
    }

    assertThat(paths()).containsExactlyElementsOf(expected);
  }

  @Test
  void listsPathsThatAreLongerThanTheSystemAccepts() throws Exception {
    String deep = "d/".repeat(3000) + "file.txt";
    try (FolderHandle handle = FolderHandle.openOwn(root)) {
      handle.inCreatedParent(deep, Files::createFile);

      assertThat(paths()).containsExactly(deep);
    }
  }

  @Test
  void stopsWhenTheThreadIsInterrupted() {
    TestFiles.write(root, "a/b.txt", "x");
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(this::paths);
    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
  }

  @Test
  void limitsTheRulesInMemory() {
    TestFiles.write(root, "a/a.txt", "");
    TestFiles.write(root, ".gitignore", "x\n".repeat(60_000));
    TestFiles.write(root, "a/.gitignore", "y\n".repeat(60_000));

    assertThatIOException()
        .isThrownBy(this::paths)
        .withMessage("more than 100,000 rules of .gitignore files apply in /a/");

    TestFiles.write(root, "a/.gitignore", "#".repeat((1 << 20) + 1));
    assertThatIOException().isThrownBy(this::paths).withMessage(".gitignore is larger than 1 MiB");
  }

  @Test
  void appliesRulesAsGitDoes() throws IOException {
    TestFiles.write(
        root,
        ".gitignore",
        "# comment\n\\#x\nspace\\ \nout/\n!out/keep.txt\n*.[oa]\n!/lib.a\nlogs/**\n**/tmp\r\nx/*/y\n");
    for (String path :
        List.of(
            "#x",
            "space ",
            "out/keep.txt",
            "src/out",
            "a.o",
            "lib.a",
            "sub/lib.a",
            "logs/deep/1",
            "p/q/tmp",
            "x/1/y",
            "x/1/2/y",
            "kept.txt")) {
      TestFiles.write(root, path, "x");
    }

    assertThat(paths()).containsExactly(".gitignore", "kept.txt", "lib.a", "src/out", "x/1/2/y");
  }

  @Test
  void excludesPaths() throws IOException {
    TestFiles.write(
        root,
        ".quality-config.json",
        "{\"excluded_patterns\": [\"docs/generated\", \"*.{min,gen}.js\"]}");
    TestFiles.write(root, "docs/generated/a.txt", "x");
    TestFiles.write(root, "docs/b.min.js", "x");
    TestFiles.write(root, "x/docs/generated/c.txt", "x");

    assertThat(paths()).containsExactly(".quality-config.json", "x/docs/generated/c.txt");
  }

  @Test
  void skipsNestedRepositories() throws IOException {
    TestFiles.write(root, "vendor/lib/.git/HEAD", "ref: refs/heads/main");
    TestFiles.write(root, "vendor/lib/code.txt", "x");
    TestFiles.write(root, "submodule/.git", "gitdir: ../.git/modules/submodule");
    TestFiles.write(root, "submodule/code.txt", "x");
    TestFiles.write(root, "own.txt", "x");

    assertThat(paths()).containsExactly("own.txt");
  }

  @Test
  void skipsPawlFolder() throws IOException {
    TestFiles.write(root, ".pawl/workflows/x.log", "x");
    TestFiles.write(root, "own.txt", "x");

    assertThat(walk(root.resolve(".pawl")))
        .extracting(FileWalker.Entry::path)
        .containsExactly("own.txt");
  }

  @Test
  void detectsExecutableFiles() throws IOException {
    TestFiles.write(root, "run.sh", "x");
    TestFiles.chmod(root, "run.sh", "rwxr-xr-x");
    TestFiles.write(root, "text.txt", "x");

    assertThat(walk())
        .extracting(FileWalker.Entry::mode)
        .containsExactly(FileMode.EXECUTABLE_FILE, FileMode.REGULAR_FILE);
  }

  private List<String> paths() throws IOException {
    return walk().stream().map(FileWalker.Entry::path).toList();
  }

  private List<FileWalker.Entry> walk() throws IOException {
    return walk(Path.of("/nowhere"));
  }

  private List<FileWalker.Entry> walk(Path excluded) throws IOException {
    try (FolderHandle handle = FolderHandle.open(root)) {
      return FileWalker.listTarget(handle, TargetConfig.read(handle), excluded);
    }
  }
}
