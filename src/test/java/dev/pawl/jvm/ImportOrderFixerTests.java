package dev.pawl.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOrderFixerTests {

  @TempDir Path root;
  private final ImportOrderFixer fixer = new ImportOrderFixer(new EditorConfig());

  private String fix(String text) throws UnfixableException {
    return fixer.fix(SourceFiles.read(root, "A.java", text));
  }

  @Test
  void sortsImportsWithStaticFirst() throws UnfixableException {
    assertThat(fix("import java.util.Map;\nimport a.B;\nimport static a.B.c;\n\nclass A {}\n"))
        .isEqualTo("import static a.B.c;\n\nimport a.B;\nimport java.util.Map;\n\nclass A {}\n");
  }

  @Test
  void usesAospOrderWithFourSpaces() throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fix("import java.util.Map;\nimport a.B;\n\nclass A {}\n"))
        .isEqualTo("import a.B;\n\nimport java.util.Map;\n\nclass A {}\n");
  }
}
