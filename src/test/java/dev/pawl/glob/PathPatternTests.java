package dev.pawl.glob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTests {

  @ParameterizedTest
  @CsvSource({
    "src, src/a/B.java, true",
    "src/, src/B.java, true",
    "src, srcs/B.java, false",
    "src/B.java, src/B.java, true",
    "./src, src/B.java, true",
    "., any/thing, true",
    "*.java, a/B.java, false",
    "**/*.java, a/B.java, true",
    "app/[id], app/[id]/page.tsx, true",
  })
  void selectsFilesFoldersAndGlobs(String pattern, String path, boolean selected) {
    assertThat(PathPattern.of(pattern).includes(path)).isEqualTo(selected);
    assertThat(PathPattern.rejectionReason(pattern)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/etc", "../a", "a/../b", "a\u0000b", "a\nb"})
  void rejectsWhatCannotSelectFilesOfATarget(String pattern) {
    assertThat(PathPattern.rejectionReason(pattern)).isPresent();
  }

  @Test
  void limitsTheLength() {
    assertThat(PathPattern.rejectionReason("a".repeat(1000))).isEmpty();
    assertThat(PathPattern.rejectionReason("a".repeat(1001))).isPresent();
  }
}
