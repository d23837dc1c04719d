package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class FindingTests {

  private static final BiFunction<String, Integer, String> SAME_TEXT = (file, line) -> "int x = 1;";

  @Test
  void keepsItsFingerprintWhenLinesAboveItComeOrGo() {
    var before = fingerprinted(SAME_TEXT, at("A.java", 10));
    var after = fingerprinted(SAME_TEXT, at("A.java", 17));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void keepsItsFingerprintWhenOnlyBlanksOfItsLineChange() {
    var before = fingerprinted((file, line) -> "int  x=1;", at("A.java", 10));
    var after = fingerprinted((file, line) -> "    int x = 1;", at("A.java", 10));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void hasAnotherFingerprintInAnotherFileOrOnAnotherText() {
    var here = fingerprinted(SAME_TEXT, at("A.java", 10));

    assertThat(fingerprinted(SAME_TEXT, at("B.java", 10))).isNotEqualTo(here);
    assertThat(fingerprinted((file, line) -> "int y = 1;", at("A.java", 10))).isNotEqualTo(here);
  }

  @Test
  void tellsRepeatsOnEqualLinesApart() {
    assertThat(fingerprinted(SAME_TEXT, at("A.java", 10), at("A.java", 20)))
        .doesNotHaveDuplicates();
  }

  @Test
  void remembersWhereItEnds() {
    assertThat(at("A.java", 3).until(5, 7))
        .returns(3, Finding::line)
        .returns(5, Finding::endLine)
        .returns(7, Finding::endColumn);
  }

  private static List<String> fingerprinted(
      BiFunction<String, Integer, String> lines, Finding... findings) {
    return Finding.fingerprinted(List.of(findings), lines).stream()
        .map(Finding::fingerprint)
        .toList();
  }

  private static Finding at(String file, int line) {
    return Finding.at(file, line, 1, Severity.WARNING, "tool", "rule", "message");
  }
}
