package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.workspace.AddedLines;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Attacks the readers of the {@code .git} folder of a target with what its owner can write there. */
class HostileGitFolderTests {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SECRET_URL = "https://secret.example/other/project";

  @TempDir Path temp;

  private Path target = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void createRepositories() throws IOException {
    Path real = temp.toRealPath();
    target = real.resolve("target");
    other = real.resolve("other");
    for (Path folder : new Path[] {target, other}) {
      TestFiles.write(folder, "a.txt", folder.getFileName() + "\n");
      TestFiles.commitAll(folder);
    }
    TestFiles.write(
        other, ".git/config", "[remote \"origin\"]\n\turl = %s\n".formatted(SECRET_URL));
    TestFiles.write(target, "a.txt", "changed\n");
  }

  private Optional<SourceRevision> revision() throws IOException {
    try (var root = FolderHandle.open(target)) {
      return SourceRevision.ofWorkTree(root);
    }
  }

  private String resolve(String revision) throws IOException {
    try (var root = FolderHandle.open(target);
        var tree = GitWorkTree.open(root, "")) {
      return tree.resolve(revision);
    }
  }

  private int addedLines(String revision) throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    open.folder();
    try (var lines = AddedLines.since(revision, open.workspace())) {
      return lines.linesOf("a.txt").cardinality();
    }
  }

  /** Reads all that Pawl reads of a repository; each way may fail, but none may hang. */
  private void readAll() {
    for (ThrowingCallable way :
        new ThrowingCallable[] {this::revision, () -> resolve("HEAD"), () -> addedLines("HEAD")}) {
      assertTimeoutPreemptively(
          LIMIT,
          () -> {
            try {
              way.call();
            } catch (IOException | IllegalArgumentException refused) {
              // Refusing is right, too.
            } catch (Throwable other) {
              throw new AssertionError(other);
            }
          });
    }
  }

  private static void createPipe(Path file) throws Exception {
    Files.deleteIfExists(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
  }

  @Test
  void readsAnOrdinaryRepository() throws Exception {
    TestFiles.write(
        target, ".git/config", "[remote \"origin\"]\n\turl = https://git.example/own\n");

    assertThat(revision().orElseThrow().describe()).contains("main");
    assertThat(revision().orElseThrow().toString()).contains("https://git.example/own");
    assertThat(resolve("HEAD")).hasSize(40);
    assertThat(addedLines("HEAD")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"include", "includeIf \"gitdir:/\"", "INCLUDE"})
  void readsNoConfigurationThatAnotherIncludes(String section) throws Exception {
    TestFiles.write(
        target,
        ".git/config",
        "[%s]\n\tpath = %s\n".formatted(section, other.resolve(".git/config")));

    readAll();

    assertThat(revision().map(SourceRevision::toString).orElse(""))
        .doesNotContain("secret.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "/dev/zero", "/dev/random"})
  void waitsForNoIncludedFileWithoutEnd(String file) throws Exception {
    Path pipe = temp.resolve("pipe");
    createPipe(pipe);
    TestFiles.write(
        target,
        ".git/config",
        "[include]\n\tpath = %s\n".formatted(file.equals("pipe") ? pipe : file));

    readAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "HEAD", "packed-refs", "commondir", "shallow", "index"})
  void waitsForNoPipe(String file) throws Exception {
    createPipe(target.resolve(".git").resolve(file));

    readAll();
  }

  @Test
  void usesNoRefsAndObjectsOfACommonFolder() throws Exception {
    String secret = TestFiles.commitAll(other);
    Files.writeString(target.resolve(".git/commondir"), other.resolve(".git") + "\n");

    assertThatIOException().isThrownBy(() -> resolve(secret));
    assertThat(revision().map(SourceRevision::toString).orElse("")).doesNotContain(secret);
    refusesAddedLines(secret);
  }

  @Test
  void usesNoObjectsOfAnotherRepository() throws Exception {
    String secret = TestFiles.commitAll(other);
    TestFiles.write(target, ".git/objects/info/alternates", other.resolve(".git/objects") + "\n");

    assertThatIOException().isThrownBy(() -> resolve(secret));
    refusesAddedLines(secret);
  }

  @Test
  void followsNoLinkToAnotherRepository() throws Exception {
    String secret = TestFiles.commitAll(other);
    FileSystemUtils.deleteRecursively(target.resolve(".git"));
    Files.createSymbolicLink(target.resolve(".git"), other.resolve(".git"));

    assertThatIOException().isThrownBy(() -> resolve(secret));
    assertThat(revision()).isEmpty();
    refusesAddedLines(secret);
  }

  private void refusesAddedLines(String revision) {
    try {
      assertThat(addedLines(revision)).as("lines that were compared").isNegative();
    } catch (AssertionError shown) {
      throw shown;
    } catch (Exception refused) {
      assertThat(refused).isInstanceOfAny(IllegalArgumentException.class, IOException.class);
    }
  }

  @Test
  void runsNoProgramThatTheConfigurationNames() throws Exception {
    Path ran = temp.resolve("ran");
    Path program = TestFiles.write(target, "program.sh", "#!/bin/sh\ntouch " + ran + "\ncat\n");
    TestFiles.chmod(target, "program.sh", "rwxr-xr-x");
    TestFiles.write(
        target,
        ".git/config",
        """
        [core]
        \tfsmonitor = %1$s
        \tsshCommand = %1$s
        \thooksPath = %2$s
        \tpager = %1$s
        \teditor = %1$s
        [filter "lfs"]
        \tclean = %1$s
        \tsmudge = %1$s
        \tprocess = %1$s
        \trequired = true
        [diff "text"]
        \ttextconv = %1$s
        [extensions]
        \tpartialClone = origin
        [remote "origin"]
        \turl = ext::%1$s
        \tpromisor = true
        \tuploadpack = %1$s
        [credential]
        \thelper = !%1$s
        """
            .formatted(program, target));
    TestFiles.write(target, ".gitattributes", "* filter=lfs diff=text\n");
    for (String hook :
        new String[] {"post-checkout", "post-index-change", "reference-transaction"}) {
      TestFiles.write(target, ".git/hooks/" + hook, Files.readString(program));
      TestFiles.chmod(target, ".git/hooks/" + hook, "rwxr-xr-x");
    }

    readAll();

    assertThat(ran).doesNotExist();
  }
}
