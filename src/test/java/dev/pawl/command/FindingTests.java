package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A.java | void run(){int left = 1;int right=2;} | 12 | void run() {~  int left = 1;~  int"
            + " right = 2;~} | 2 | 3",
        "A.java | int sum(int a, int b) { return a; } | 1 | int sum(~    int a,~    int b)~{~ "
            + " return a;~} | 1 | 1",
        "A.java | class A { void f() { g(1 , 2); } } | 22 | class A {~  void f() {~    g(~      1,~"
            + "      2);~  }~} | 3 | 5",
        "a.py | value = call(a, b) | 9 | value = call(~    a,~    b,~) | 1 | 9",
        "a.py | name = 'x' | 1 | name = \"x\" | 1 | 1",
        "a.js | list.map(f).filter(g) | 1 | list~  .map(f)~  .filter(g); | 1 | 1",
        "a.sh | \\tif [ $a ]; then | 12 | if [ $a ]; then | 1 | 4",
      })
  void keepsFingerprintWhenCodeIsFormatted(
      String file, String before, int columnBefore, String after, int line, int column) {
    assertThat(fingerprint(file, after, line, column))
        .isEqualTo(fingerprint(file, before.replace("\\t", "\t"), 1, columnBefore));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A.java | int left = 1; | int left = 2;",
        "A.java | g(a, b); | g(a, c);",
        "a.py | value = call(a, b) | value = call(a, c)",
        "a.yaml | key: 1 | key: 2",
      })
  void changesFingerprintWithTheCode(String file, String before, String after) {
    assertThat(fingerprint(file, after, 1, 1)).isNotEqualTo(fingerprint(file, before, 1, 1));
  }

  @Test
  void ignoresWhatFollowsTheStatement() {
    String before = fingerprint("A.java", "int a = 1;\nint b = 2;", 1, 1);

    assertThat(fingerprint("A.java", "int a = 1;\nint c = 3;", 1, 1)).isEqualTo(before);
  }

  @Test
  void keepsFingerprintOfARenamedFileWithTheKeyOfTheOldPath() {
    String before = fingerprints(SAME_TEXT, at("A.java", 10)).getFirst();
    String after = fingerprints(SAME_TEXT, at("B.java", 10)).getFirst();

    assertThat(Fingerprint.inFile(Fingerprint.fileKey("A.java"), after)).isEqualTo(before);
    assertThat(Fingerprint.fileKeyOf(before)).isEqualTo(Fingerprint.fileKey("A.java"));
    assertThat(before).matches(Fingerprint.PATTERN);
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

  /** Returns the fingerprint of a finding in a text whose lines are separated by a line break or a tilde. */
  private static String fingerprint(String file, String text, int line, int column) {
    List<String> lines = text.replace('~', '\n').lines().toList();
    var finding = Finding.at(file, line, column, Severity.WARNING, "tool", "rule", "message");
    return fingerprints(
            (path, number) -> number <= lines.size() ? lines.get(number - 1) : "", finding)
        .getFirst();
  }

  private static Finding at(String file, int line) {
    return Finding.at(file, line, 1, Severity.WARNING, "tool", "rule", "message");
  }
}
