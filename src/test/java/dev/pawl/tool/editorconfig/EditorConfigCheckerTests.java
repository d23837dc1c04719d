package dev.pawl.tool.editorconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditorConfigCheckerTests {

  @TempDir Path root;

  @BeforeEach
  void prepare() {
    SourceFiles.write(
        root, ".editorconfig", "root = true\n[*]\nindent_style = space\nindent_size = 2\n");
  }

  private List<Finding> check(String path, String text) throws InterruptedException {
    return new EditorConfigChecker(new EditorConfig())
        .check(List.of(SourceFiles.read(root, path, text)), SourceFiles.context(root));
  }

  @Test
  void reportsWrongIndentationOutsideLiterals() throws InterruptedException {
    assertThat(check("A.java", "class A {\n\tint a;\n}\n"))
        .extracting(Finding::line)
        .containsExactly(2);
    assertThat(check("A.java", "class A {\n  String a = \"\"\"\n\tb\"\"\";\n}\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Makefile", "a.sh", "a.unknown", "testdata/a.py", "vendor/a.js", "a.min.js"})
  void reportsNothingInFilesThatEditorConfigDoesNotApplyTo(String path)
      throws InterruptedException {
    assertThat(check(path, "if a:\n\tb\n")).isEmpty();
  }
}
