package dev.pawl.refactoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(fixer.handles(SourceFiles.of("a.scala", "")))
        .as("an import of Scala may refer to names of earlier ones")
        .isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.py | import a as n\\nimport b as n\\nimport a as n",
        "a.py | from a import n\\nfrom b import n\\nfrom a import n",
        "a.py | import a as n\\nfrom x import *\\nimport a as n",
        "a.py | from x import *\\nfrom y import *\\nfrom x import *",
        "a.py | from a import n\\nimport patches_a\\nfrom a import n",
        "a.py | import n\\nimport b as c, d as n\\nimport n",
        "a.py | import a\\ntry:\\n    import b\\nexcept ImportError: pass\\nimport a",
        "a.cs | #if X\\nusing A;\\n#else\\nusing A;\\n#endif",
        "a.swift | #if canImport(A)\\nimport A\\n#endif\\nimport A"
      })
  void keepsRepetitionWithEffect(String path, String text) {
    String lines = text.replace("\\n", "\n") + "\n";

    assertThat(fix(path, lines)).isEqualTo(lines);
  }

  @Test
  void removesRepetitionInPythonWithoutEffect() {
    assertThat(fix("a.py", "import a as n\nimport b\n# c\nimport a as n\nprint(n)\n"))
        .isEqualTo("import a as n\nimport b\n# c\nprint(n)\n");
    assertThat(fix("a.py", "import os.path\nimport os\nimport os.path\n"))
        .isEqualTo("import os.path\nimport os\n");
    assertThat(fix("a.py", "from x import *\nfrom x import *\n")).isEqualTo("from x import *\n");
  }
}
