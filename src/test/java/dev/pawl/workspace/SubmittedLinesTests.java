package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmittedLinesTests {

  @TempDir Path target;

  private int submitted(String before, String after, int line) throws Exception {
    Folders.write(target, "a.txt", before);
    OpenWorkspace open = OpenWorkspace.of(target);
    open.workspace().snapshot();
    Folders.write(open.workspace().folder(), "a.txt", after);
    return new SubmittedLines(open.workspace(), open.workspace().checkpoint()).of("a.txt", line);
  }

  private static String lines(String letters) {
    return String.join("\n", letters.split("")) + "\n";
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, 2, 2",
    "abc, xabc, 3, 2",
    "abc, xabc, 1, 0",
    "abc, c, 1, 3",
    "abc, axc, 2, 2",
    "abcd, axyd, 3, 3",
    "abc, axyzc, 4, 2",
    "abc, axyzc, 5, 3",
    "abc, axyzc, 0, 0"
  })
  void followsLines(String before, String after, int line, int submitted) throws Exception {
    assertThat(submitted(lines(before), lines(after), line)).isEqualTo(submitted);
  }

  @Test
  void takesALineForTheSameWhenOnlyItsBlanksHaveChanged() throws Exception {
    assertThat(submitted("if (a) {\nb;\nc;\n}\n", "if(a){\n\n  b;\n  c;\n}\n", 4)).isEqualTo(3);
  }

  @Test
  void hasNoLineOfANewFile() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    open.workspace().snapshot();
    Folders.write(open.workspace().folder(), "new.txt", "a\n");

    assertThat(new SubmittedLines(open.workspace(), open.workspace().checkpoint()).of("new.txt", 1))
        .isZero();
  }
}
