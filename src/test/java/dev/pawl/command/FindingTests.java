package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class FindingTests {

  private static final BiFunction<String, Integer, String> SAME_TEXT = (file, line) -> "int x = 1;";

  @Test
  void keepsFingerprintWhenLinesMove() {
    var before = fingerprints(SAME_TEXT, at("A.java", 10));
    var after = fingerprints(SAME_TEXT, at("A.java", 17));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void keepsFingerprintWhenOnlyWhitespaceChanges() {
    var before = fingerprints((file, line) -> "int  x=1;", at("A.java", 10));
    var after = fingerprints((file, line) -> "    int x = 1;", at("A.java", 10));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void changesFingerprintWithFileOrText() {
    var here = fingerprints(SAME_TEXT, at("A.java", 10));

    assertThat(fingerprints(SAME_TEXT, at("B.java", 10))).isNotEqualTo(here);
    assertThat(fingerprints((file, line) -> "int y = 1;", at("A.java", 10))).isNotEqualTo(here);
  }

  @Test
  void distinguishesOccurrencesOnEqualLines() {
    assertThat(fingerprints(SAME_TEXT, at("A.java", 10), at("A.java", 20))).doesNotHaveDuplicates();
  }

  @Test
  void storesEndPosition() {
    assertThat(at("A.java", 3).withEnd(5, 7))
        .returns(3, Finding::line)
        .returns(5, Finding::endLine)
        .returns(7, Finding::endColumn);
  }

  private static List<String> fingerprints(
      BiFunction<String, Integer, String> lines, Finding... findings) {
    return Finding.withFingerprints(List.of(findings), lines).stream()
        .map(Finding::fingerprint)
        .toList();
  }

  private static Finding at(String file, int line) {
    return Finding.at(file, line, 1, Severity.WARNING, "tool", "rule", "message");
  }
}
