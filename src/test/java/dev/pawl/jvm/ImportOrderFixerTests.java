package dev.pawl.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOrderFixerTests {

  @TempDir Path root;
  private final ImportOrderFixer fixer = InstalledJvmFormatters.importOrder();

  private String fix(String text) throws UnfixableException {
    return fixer.fix(SourceFiles.read(root, "A.java", text));
  }

  @Test
  void sortsImportsWithStaticFirst() throws UnfixableException {
    assertThat(fix("import java.util.Map;\nimport a.B;\nimport static a.B.c;\n\nclass A {}\n"))
        .isEqualTo("import static a.B.c;\n\nimport a.B;\nimport java.util.Map;\n\nclass A {}\n");
  }

  @Test
  void usesThePinnedVersionThatIsInstalled() throws UnfixableException {
    var pinned = (ImportOrderFixer) fixer.inVersion("1.19.2").inStyle("AOSP formatJavadoc=false");

    assertThat(pinned.version()).isEqualTo("1.19.2");
    assertThat(
            pinned.fix(
                SourceFiles.of(
                    "A.java", "import java.util.Map;\r\nimport a.B;\r\n\r\nclass A {}\r\n")))
        .isEqualTo("import a.B;\r\n\r\nimport java.util.Map;\r\n\r\nclass A {}\r\n");
  }

  @Test
  void usesItsOwnVersionIfThePinnedOneIsNotInstalled() {
    assertThat(((ImportOrderFixer) fixer.inVersion("1.18.0")).version()).isEqualTo(fixer.version());
  }

  @Test
  void usesAospOrderWithFourSpaces() throws UnfixableException {
    SourceFiles.write(root, ".editorconfig", "root = true\n[*.java]\nindent_size = 4\n");

    assertThat(fix("import java.util.Map;\nimport a.B;\n\nclass A {}\n"))
        .isEqualTo("import a.B;\n\nimport java.util.Map;\n\nclass A {}\n");
  }
}
