package dev.pawl.tool.javaformat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.TextFixer.Unfixable;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaLayoutTests implements FixerContract {

  @Override
  public TextFixer fixer() {
    return new JavaLayout(new EditorConfig());
  }

  @Override
  public String folder() {
    return "javaformat";
  }

  @Override
  public String file() {
    return "Layout.java.txt";
  }

  @Override
  public String path() {
    return "src/Layout.java";
  }

  @Test
  void keepsTheTextOfJavadocAndTheOrderOfModifiers() throws Unfixable {
    String text = "/** One\n *  two\n *   three */\nfinal public class A {}\n";

    assertThat(fixer().fix(Sources.of("A.java", text)))
        .contains("*  two")
        .contains("final public class A");
  }

  @Test
  void refusesWhatDoesNotParse() {
    assertThatExceptionOfType(Unfixable.class)
        .isThrownBy(() -> fixer().fix(Sources.of("A.java", "class {")));
  }

  @Test
  void indentsByFourBlanksWhereTheTargetAsksForThem(@TempDir Path root) throws Unfixable {
    Sources.onDisk(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fixer().fix(Sources.read(root, "A.java", "class A{int a;}")))
        .isEqualTo("class A {\n    int a;\n}\n");
  }
}
