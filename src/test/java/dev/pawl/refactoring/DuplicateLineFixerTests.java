package dev.pawl.refactoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;

class DuplicateLineFixerTests {

  private final DuplicateLineFixer fixer = new DuplicateLineFixer();

  private String fix(String path, String text) {
    return fixer.fix(SourceFiles.of(path, text));
  }

  @Test
  void keepsLastOfEqualLines() {
    assertThat(fix(".dockerignore", "a\n!a\nb\na\n")).isEqualTo("!a\nb\na\n");
  }

  @Test
  void keepsCommentsAndBlankLines() {
    assertThat(fix("requirements.txt", "# one\n\nx==1\n# one\n\nx==1\n"))
        .isEqualTo("# one\n\n# one\n\nx==1\n");
  }

  @Test
  void keepsContinuedLines() {
    String text = "x==1 \\\n  --hash=a\ny==1 \\\n  --hash=a\n";

    assertThat(fix("requirements.txt", text)).isEqualTo(text);
  }

  @Test
  void handlesListFilesOnly() {
    assertThat(fixer.handles(SourceFiles.of("web/.npmignore", ""))).isTrue();
    assertThat(fixer.handles(SourceFiles.of("requirements-dev.txt", ""))).isTrue();
    assertThat(fixer.handles(SourceFiles.of("poem.txt", ""))).isFalse();
  }
}
