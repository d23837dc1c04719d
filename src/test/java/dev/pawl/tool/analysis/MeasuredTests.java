package dev.pawl.tool.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Sources;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredTests {

  @TempDir Path folder;

  private Measured measured(String path, String text) {
    return Measured.of(Sources.onDisk(folder, path, text));
  }

  @Test
  void knowsLinesAndBytesOfAFile() {
    Measured file = measured("src/run.py", "# a\n\nb = 1\n");

    assertThat(file.language()).isEqualTo(Language.PYTHON);
    assertThat(file.lines()).isEqualTo(new LineCount(1, 1, 1));
    assertThat(file.bytes()).isEqualTo(11);
    assertThat(file.isSource()).isTrue();
    assertThat(file.functions()).isEmpty();
    assertThat(file.text()).isEqualTo("src/run.py 3 lines");
  }

  @Test
  void knowsTheFunctionsOfJava() {
    Measured file = measured("A.java", "class A {\n  A() {}\n  void f() {}\n}\n");

    assertThat(file.functions())
        .extracting(Function::text)
        .containsExactly("A.java:2 A 1 lines", "A.java:3 A.f 1 lines");
  }

  @Test
  void knowsScriptsByTheirFirstLine() {
    assertThat(measured("run", "#!/bin/sh\n").language()).isEqualTo(Language.SHELL);
    assertThat(measured("run.txt", "#!/bin/sh\n").language()).isNull();
  }

  @Test
  void knowsOnlyTheSizeOfOtherFiles() {
    Measured text = measured("NOTICE", "a\nb\n");
    Folders.write(folder, "x.java", new byte[] {0, 1});
    Measured binary = Measured.of(new WorkspaceFile("x.java", folder.resolve("x.java"), 2, ""));

    assertThat(text.lines()).isEqualTo(LineCount.NONE);
    assertThat(text.bytes()).isEqualTo(4);
    assertThat(text.isSource()).isFalse();
    assertThat(binary.language()).isNull();
    assertThat(binary.bytes()).isEqualTo(2);
    assertThat(binary.fault()).isNull();
  }

  @Test
  void takesDataForNoSource() {
    assertThat(measured("a.json", "{}\n").isSource()).isFalse();
    assertThat(measured("a.json", "{}\n").lines().code()).isEqualTo(1);
  }

  @Test
  void saysWhenAFileCannotBeRead() {
    Measured gone = Measured.of(new WorkspaceFile("gone.py", folder.resolve("gone.py"), 7, ""));

    assertThat(gone.fault()).startsWith("gone.py cannot be read: ");
    assertThat(gone.bytes()).isEqualTo(7);
  }
}
