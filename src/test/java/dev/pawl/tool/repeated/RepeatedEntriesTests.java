package dev.pawl.tool.repeated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class RepeatedEntriesTests {

  private final RepeatedEntries fixer = new RepeatedEntries();

  private String fixed(String path, String text) {
    return fixer.fix(Sources.of(path, text));
  }

  @Test
  void keepsTheLastOfEqualLinesForItIsTheOneThatCounts() {
    assertThat(fixed(".dockerignore", "a\n!a\nb\na\n")).isEqualTo("!a\nb\na\n");
  }

  @Test
  void keepsCommentsAndBlankLines() {
    assertThat(fixed("requirements.txt", "# one\n\nx==1\n# one\n\nx==1\n"))
        .isEqualTo("# one\n\n# one\n\nx==1\n");
  }

  @Test
  void leavesLinesAloneThatGoOn() {
    String text = "x==1 \\\n  --hash=a\ny==1 \\\n  --hash=a\n";

    assertThat(fixed("requirements.txt", text)).isEqualTo(text);
  }

  @Test
  void speaksForListsOnly() {
    assertThat(fixer.handles(Sources.of("web/.npmignore", ""))).isTrue();
    assertThat(fixer.handles(Sources.of("requirements-dev.txt", ""))).isTrue();
    assertThat(fixer.handles(Sources.of("poem.txt", ""))).isFalse();
  }
}
