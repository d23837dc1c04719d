package dev.pawl.tool.repeated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class RepeatedImportsTests {

  private final RepeatedImports fixer = new RepeatedImports();

  private String fixed(String path, String text) {
    return fixer.fix(Sources.of(path, text));
  }

  @Test
  void keepsTheFirstOfTwo() {
    assertThat(
            fixed("A.java", "package a;\n\nimport b.C;\nimport b.D;\nimport b.C;\n\nclass A {}\n"))
        .isEqualTo("package a;\n\nimport b.C;\nimport b.D;\n\nclass A {}\n");
    assertThat(fixed("a.py", "#!/usr/bin/python\nimport os\nimport os\nfrom a import b\n"))
        .isEqualTo("#!/usr/bin/python\nimport os\nfrom a import b\n");
  }

  @Test
  void lookPastComments() {
    assertThat(
            fixed("A.java", "/*\n * Licence\n */\nimport b.C;\n// one\nimport b.C;\nclass A {}\n"))
        .isEqualTo("/*\n * Licence\n */\nimport b.C;\n// one\nclass A {}\n");
  }

  @Test
  void leavesWhatComesAfterCodeAlone() {
    String text = "import os\nos = None\nimport os\n";

    assertThat(fixed("a.py", text)).isEqualTo(text);
  }

  @Test
  void leavesImportsAloneThatDiffer() {
    String text = "import static b.C.d;\nimport b.C;\n";

    assertThat(fixed("A.java", text)).isEqualTo(text);
  }

  @Test
  void leavesImportsInACommentAlone() {
    String text = "import b.C;\n/*\nimport b.C;\n*/\nclass A {}\n";

    assertThat(fixed("A.java", text)).isEqualTo(text);
  }

  @Test
  void speaksForLanguagesThatImportByLines() {
    assertThat(fixer.handles(Sources.of("a.kt", ""))).isTrue();
    assertThat(fixer.handles(Sources.of("a.c", ""))).isFalse();
  }
}
