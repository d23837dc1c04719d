package dev.pawl.tool.javaformat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOrderTests {

  @TempDir Path root;
  private final ImportOrder fixer = new ImportOrder(new EditorConfig());

  private String fixed(String text) throws Unfixable {
    return fixer.fix(Sources.read(root, "A.java", text));
  }

  @Test
  void putsStaticImportsFirstAndTheOthersInOrder() throws Unfixable {
    assertThat(fixed("import java.util.Map;\nimport a.B;\nimport static a.B.c;\n\nclass A {}\n"))
        .isEqualTo("import static a.B.c;\n\nimport a.B;\nimport java.util.Map;\n\nclass A {}\n");
  }

  @Test
  void followsTheWideStyleWhereTheTargetAsksForIt() throws Unfixable {
    Sources.onDisk(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fixed("import java.util.Map;\nimport a.B;\n\nclass A {}\n"))
        .isEqualTo("import a.B;\n\nimport java.util.Map;\n\nclass A {}\n");
  }
}
