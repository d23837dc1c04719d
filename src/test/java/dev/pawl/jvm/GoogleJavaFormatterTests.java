package dev.pawl.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleJavaFormatterTests implements FixerContract {

  @Override
  public TextFixer fixer() {
    return new GoogleJavaFormatter(new EditorConfig());
  }

  @Override
  public String folder() {
    return "/dev/pawl/jvm/format";
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
  void keepsJavadocAndModifierOrder() throws UnfixableException {
    String text = "/** One\n *  two\n *   three */\nfinal public class A {}\n";

    assertThat(fixer().fix(SourceFiles.of("A.java", text)))
        .contains("*  two")
        .contains("final public class A");
  }

  @Test
  void leavesFilesWithPartsThatAreNotToBeFormatted() {
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() ->
            fixer()
                .fix(
                    SourceFiles.of(
                        "A.java",
                        "class A {\n  // spotless:off\n  int a  =  1;\n  // spotless:on\n}\n")))
        .withMessageContaining("spotless:off");
  }

  @Test
  void rejectsInvalidSource() {
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() -> fixer().fix(SourceFiles.of("A.java", "class {")));
  }

  @Test
  void indentsByFourSpacesWhenConfigured(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fixer().fix(SourceFiles.read(root, "A.java", "class A{int a;}")))
        .isEqualTo("class A {\n    int a;\n}\n");
  }
}
