package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalLineMapperTests {

  @TempDir Path target;

  private int originalLine(String before, String after, int line) throws Exception {
    TestFiles.write(target, "a.txt", before);
    TestWorkspace open = TestWorkspace.of(target);
    open.workspace().snapshot();
    TestFiles.write(open.workspace().folder(), "a.txt", after);
    return new OriginalLineMapper(open.workspace(), open.workspace().checkpoint())
        .originalLine("a.txt", line);
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
  void mapsLines(String before, String after, int line, int expected) throws Exception {
    assertThat(originalLine(lines(before), lines(after), line)).isEqualTo(expected);
  }

  @Test
  void ignoresWhitespaceChanges() throws Exception {
    assertThat(originalLine("if (a) {\nb;\nc;\n}\n", "if(a){\n\n  b;\n  c;\n}\n", 4)).isEqualTo(3);
  }

  @Test
  void returnsZeroForNewFile() throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    open.workspace().snapshot();
    TestFiles.write(open.workspace().folder(), "new.txt", "a\n");

    assertThat(
            new OriginalLineMapper(open.workspace(), open.workspace().checkpoint())
                .originalLine("new.txt", 1))
        .isZero();
  }
}
