package dev.pawl.builtin.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFiles;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMetricsTests {

  @TempDir Path folder;

  private FileMetrics measure(String path, String text) {
    return FileMetrics.of(SourceFiles.write(folder, path, text));
  }

  @Test
  void measuresLinesAndBytes() {
    FileMetrics file = measure("src/run.py", "# a\n\nb = 1\n");

    assertThat(file.language()).isEqualTo(Language.PYTHON);
    assertThat(file.lines()).isEqualTo(new LineCounter(1, 1, 1));
    assertThat(file.bytes()).isEqualTo(11);
    assertThat(file.isSource()).isTrue();
    assertThat(file.functions()).isEmpty();
    assertThat(file.describe()).isEqualTo("src/run.py 3 lines");
  }

  @Test
  void measuresJavaFunctions() {
    FileMetrics file = measure("A.java", "class A {\n  A() {}\n  void f() {}\n}\n");

    assertThat(file.functions())
        .extracting(FunctionMetrics::describe)
        .containsExactly("A.java:2 A 1 line", "A.java:3 A.f 1 line");
  }

  @Test
  void detectsScriptsByFirstLine() {
    assertThat(measure("run", "#!/bin/sh\n").language()).isEqualTo(Language.SHELL);
    assertThat(measure("run.txt", "#!/bin/sh\n").language()).isNull();
  }

  @Test
  void measuresOnlySizeOfOtherFiles() {
    FileMetrics text = measure("NOTICE", "a\nb\n");
    TestFiles.write(folder, "x.java", new byte[] {0, 1});
    FileMetrics binary =
        FileMetrics.of(new WorkspaceFile("x.java", folder.resolve("x.java"), 2, ""));

    assertThat(text.lines()).isEqualTo(LineCounter.NONE);
    assertThat(text.bytes()).isEqualTo(4);
    assertThat(text.isSource()).isFalse();
    assertThat(binary.language()).isNull();
    assertThat(binary.bytes()).isEqualTo(2);
    assertThat(binary.readError()).isNull();
  }

  @Test
  void doesNotCountDataAsSource() {
    assertThat(measure("a.json", "{}\n").isSource()).isFalse();
    assertThat(measure("a.json", "{}\n").lines().code()).isEqualTo(1);
  }

  @Test
  void reportsUnreadableFile() {
    FileMetrics missing =
        FileMetrics.of(new WorkspaceFile("gone.py", folder.resolve("gone.py"), 7, ""));

    assertThat(missing.readError()).startsWith("gone.py cannot be read: ");
    assertThat(missing.bytes()).isEqualTo(7);
  }
}
