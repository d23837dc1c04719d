package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.InvalidArgumentsException;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSelectionTests {

  @TempDir Path target;

  private static FileSelection of(String arguments) {
    return FileSelection.of(
        new CommandContext("w/1", new Arguments(arguments), Map.of(), line -> {}, () -> {}));
  }

  @ParameterizedTest
  @CsvSource({
    "'', any/thing.x, true",
    "src/**, src/a/B.java, true",
    "src/**, src/B.java, true",
    "src/**, test/B.java, false",
    "**/*.java, B.java, true",
    "**/*.java, a/b/B.java, true",
    "*.java, a/B.java, false",
    "'a.py b.py', b.py, true",
    "'\"with blank.txt\"', with blank.txt, true",
    "src, src/B.java, true",
    "src/, src/a/B.java, true",
    "./src, src/a/B.java, true",
    "., src/a/B.java, true",
    "src, srcs/B.java, false",
    "src/B.java, src/B.java, true",
    "src/B.java, src/B.java/x, true",
    "app/[id], app/[id]/page.tsx, true",
    "'src --allow-empty', src/B.java, true",
  })
  void selectsByGlobs(String arguments, String path, boolean selected) {
    assertThat(of(arguments).includes(path)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource({
    "**, test/fixtures/a.json, false",
    "test/**, test/fixtures/a.json, false",
    "test/fixtures/**, test/fixtures/a.json, true",
    "**/fixtures/*.json, test/fixtures/a.json, true",
    "test/fixtures/a.json, test/fixtures/a.json, true",
    "**/*.csv, data/a.csv, true",
    "data/*, data/a.csv, false",
    "**/fixtures/**, vendor/x/fixtures/a.js, false",
    "vendor/**, vendor/x/fixtures/a.js, false",
    "test/fixtures, test/fixtures/a.json, true",
    "test, test/fixtures/a.json, false",
  })
  void namesProtectedFilesByTheirKind(String arguments, String path, boolean named) {
    assertThat(of(arguments).names(path)).isEqualTo(named);
  }

  @Test
  void failsIfASelectorMatchesNoFile() throws Exception {
    TestFiles.write(target, "src/a.txt", "a");
    List<WorkspaceFile> files = TestWorkspace.of(target).workspace().files();

    assertThat(of("src").filter(files)).hasSize(1);
    assertThatExceptionOfType(InvalidArgumentsException.class)
        .isThrownBy(() -> of("src test/** lib").filter(files))
        .withMessageStartingWith("no file of the target matches test/**, lib;");
    assertThat(of("src lib --allow-empty").filter(files)).hasSize(1);
    assertThat(of("lib --allow-empty").filter(files)).isEmpty();
    assertThat(of("").filter(List.of())).isEmpty();
    TestFiles.write(files.getFirst().file().getParent().getParent(), "pointer.bin", "x");
    assertThat(of("pointer.bin").filter(files)).as("a file that is never examined").isEmpty();
    assertThatExceptionOfType(InvalidArgumentsException.class)
        .isThrownBy(() -> of("../pointer.bin").filter(files));
  }

  @Test
  void detectsFullPaths() {
    assertThat(of("LICENSE src/**").containsFullPath("LICENSE")).isTrue();
    assertThat(of("**").containsFullPath("LICENSE")).isFalse();
  }

  @Test
  void excludesIgnoredFiles() throws Exception {
    TestFiles.write(target, "a.txt", "a");
    TestFiles.write(target, "node_modules/a.txt", "a");
    TestWorkspace open = TestWorkspace.of(target);

    assertThat(of("**/a.txt").filter(open.workspace().files()))
        .extracting(WorkspaceFile::path)
        .containsExactly("a.txt");
  }
}
