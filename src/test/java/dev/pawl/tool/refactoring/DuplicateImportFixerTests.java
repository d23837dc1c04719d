package dev.pawl.tool.refactoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;

class DuplicateImportFixerTests {

  private final DuplicateImportFixer fixer = new DuplicateImportFixer();

  private String fix(String path, String text) {
    return fixer.fix(SourceFiles.of(path, text));
  }

  @Test
  void keepsFirstOfDuplicateImports() {
    assertThat(fix("A.java", "package a;\n\nimport b.C;\nimport b.D;\nimport b.C;\n\nclass A {}\n"))
        .isEqualTo("package a;\n\nimport b.C;\nimport b.D;\n\nclass A {}\n");
    assertThat(fix("a.py", "#!/usr/bin/python\nimport os\nimport os\nfrom a import b\n"))
        .isEqualTo("#!/usr/bin/python\nimport os\nfrom a import b\n");
  }

  @Test
  void ignoresCommentsInHeader() {
    assertThat(fix("A.java", "/*\n * Licence\n */\nimport b.C;\n// one\nimport b.C;\nclass A {}\n"))
        .isEqualTo("/*\n * Licence\n */\nimport b.C;\n// one\nclass A {}\n");
  }

  @Test
  void keepsImportsAfterCode() {
    String text = "import os\nos = None\nimport os\n";

    assertThat(fix("a.py", text)).isEqualTo(text);
  }

  @Test
  void keepsDifferentImports() {
    String text = "import static b.C.d;\nimport b.C;\n";

    assertThat(fix("A.java", text)).isEqualTo(text);
  }

  @Test
  void keepsImportsInComment() {
    String text = "import b.C;\n/*\nimport b.C;\n*/\nclass A {}\n";

    assertThat(fix("A.java", text)).isEqualTo(text);
  }

  @Test
  void handlesLanguagesWithImportLines() {
    assertThat(fixer.handles(SourceFiles.of("a.kt", ""))).isTrue();
    assertThat(fixer.handles(SourceFiles.of("a.c", ""))).isFalse();
  }
}
