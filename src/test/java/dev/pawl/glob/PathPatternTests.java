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
  @CsvSource({
    "src, src",
    "src/, src",
    "./src/a, src/a",
    "src/A.java, src/A.java",
    "src/**, src",
    "src/a*/b, src",
    "'src/{a,b}/c', src",
    "app/[id]/page.tsx, app",
    "'*.java', ''",
    "'{a/b,c}/d', ''",
    "., ''",
    "a//b, ''",
    "a/./b, ''",
  })
  void knowsTheFolderOfAllSelectedFiles(String pattern, String folder) {
    assertThat(PathPattern.of(pattern).literalPrefix()).isEqualTo(folder);
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
