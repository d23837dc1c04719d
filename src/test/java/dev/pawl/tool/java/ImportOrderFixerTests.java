package dev.pawl.tool.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportOrderFixerTests {

  private static final String UNSORTED =
      "import java.util.Map;\nimport a.B;\nimport static a.B.c;\n\nclass A {}\n";
  private static final String SORTED =
      "import static a.B.c;\n\nimport a.B;\nimport java.util.Map;\n\nclass A {}\n";

  @TempDir Path root;
  private final ImportOrderFixer fixer = new ImportOrderFixer(new EditorConfig());

  private String fix(String text) throws UnfixableException {
    return fixer.fix(SourceFiles.read(root, "m/src/A.java", text));
  }

  private void ask() {
    SourceFiles.write(
        root, ".quality-config.json", "{\"formatters\": {\"java\": [\"google-java-format\"]}}");
  }

  @Test
  void sortsImportsWithStaticFirst() throws UnfixableException {
    ask();

    assertThat(fix(UNSORTED)).isEqualTo(SORTED);
  }

  @Test
  void usesAospOrderWithFourSpaces() throws UnfixableException {
    ask();
    SourceFiles.write(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fix("import java.util.Map;\nimport a.B;\n\nclass A {}\n"))
        .isEqualTo("import a.B;\n\nimport java.util.Map;\n\nclass A {}\n");
  }

  @Test
  void keepsOrderOfTargetThatDoesNotAsk() throws UnfixableException {
    SourceFiles.write(root, "pom.xml", "<project/>");

    assertThat(fix(UNSORTED)).isEqualTo(UNSORTED);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "pom.xml | <java><googleJavaFormat><version>1.22.0</version></googleJavaFormat></java>",
        "pom.xml | <artifactId>fmt-maven-plugin</artifactId>",
        "m/build.gradle | spotless { java { googleJavaFormat('1.22.0') } }",
        "build.gradle.kts | spotless { java { googleJavaFormat() } }",
        ".pre-commit-config.yaml | - id: google-java-format"
      })
  void sortsWhereBuildAsks(String file, String content) throws UnfixableException {
    SourceFiles.write(root, file, content);

    assertThat(fix(UNSORTED)).isEqualTo(SORTED);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "pom.xml | <java><importOrder/><googleJavaFormat/></java>",
        "pom.xml | <!-- <googleJavaFormat/> -->",
        "pom.xml | <java><palantirJavaFormat/></java>",
        "pom.xml | <artifactId>spring-javaformat-maven-plugin</artifactId>",
        "build.gradle | spotless { java { googleJavaFormat().reorderImports(false) } }",
        "build.gradle | spotless { java { importOrder('java'); eclipse() } }",
        "other/build.gradle | spotless { java { googleJavaFormat() } }",
        ".pre-commit-config.yaml | args: [--skip-sorting-imports] # google-java-format",
        ".quality-config.json | {\"formatters\": {\"java\": []}}"
      })
  void keepsOrderWhereBuildAsksForAnother(String file, String content) throws UnfixableException {
    SourceFiles.write(root, file, content);

    assertThat(fix(UNSORTED)).isEqualTo(UNSORTED);
  }
}
