package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingPatternTests {

  @Test
  void readsAllGroups() {
    var pattern =
        new FindingPattern(
            "^(?<file>[^:]+):(?<line>\\d+):(?<column>\\d+): (?P<severity>\\w+): (?<message>.*)"
                + " \\[(?<rule>[\\w-]+)\\]$");

    assertThat(pattern.find("src/a.c:3:14: error: no such name [undeclared-name]", "cc"))
        .contains(
            Finding.at("src/a.c", 3, 14, Severity.ERROR, "cc", "undeclared-name", "no such name"));
    assertThat(pattern.find("1 error generated.", "cc")).isEmpty();
  }

  @Test
  void namesTheRuleAfterTheToolWithoutAGroup() {
    var pattern = new FindingPattern("^(?<file>[^:]+):(?<message>.*)");

    assertThat(pattern.find("a.txt: is odd", "odd"))
        .contains(Finding.at("a.txt", 0, 0, Severity.WARNING, "odd", "odd", "is odd"));
  }

  @ParameterizedTest
  @CsvSource({
    "error, ERROR",
    "Error, ERROR",
    "FATAL, ERROR",
    "E, ERROR",
    "warning, WARNING",
    "W, WARNING",
    "unheard-of, WARNING",
    "note, INFO",
    "style, INFO",
    "'', WARNING"
  })
  void mapsTheWordsOfPrograms(String word, Severity severity) {
    var pattern = new FindingPattern("^(?<severity>[^:]*):(?<file>[^:]+):(?<message>.*)");

    assertThat(pattern.find(word + ":a.txt:x", "tool").orElseThrow().severity())
        .isEqualTo(severity);
  }

  @Test
  void leavesLinesWithoutAFileAndNumbersThatAreTooLarge() {
    var pattern = new FindingPattern("^(?<file>[^:]*):(?<line>\\d*):(?<message>.*)");

    assertThat(pattern.find(":3:x", "tool")).isEmpty();
    assertThat(pattern.find("a:99999999999:x", "tool").orElseThrow().line()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(?<file>x | is not a regular expression of RE2",
        "(?<file>.)(?<message>.)(?=x) | is not a regular expression of RE2",
        "(?<file>.)(?<message>.)\\1 | is not a regular expression of RE2",
        "(?<file>.*) | must have the named groups file and message",
        "\\(?<file>(?<message>.) | must have the named groups file and message",
        "(?<file>.)(?<message>.)(?<row>.) | has the unknown group row; the groups are column, file",
      })
  void statesWhyAnExpressionIsNotAccepted(String expression, String reason) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FindingPattern(expression))
        .withMessageContaining(reason);
  }

  @Test
  void rejectsExpressionsThatAreTooLong() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FindingPattern("(?<file>.)(?<message>.)" + "x".repeat(2000)))
        .withMessage("must not be longer than 2000 characters");
  }

  /** A backtracking engine would need 2 to the power of 60,000 steps for this line. */
  @Test
  void takesLinearTime() {
    var pattern = new FindingPattern("^(?<file>(a|a)*(a+)+)(?<message>b)$");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertThat(pattern.find("a".repeat(60_000) + "c", "tool")).isEmpty());
  }
}
