package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingLocator.StateReader;
import dev.pawl.snapshot.SnapshotGoneException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingLocatorTests {

  private static final UUID STEP = UUID.randomUUID();
  private static final Map<String, String> FILES =
      Map.of(
          "before/a", "one\ntwo\nthree\nfour\nfive\n",
          "after/a", "zero\none\n  two\nTHREE\nfive\nsix\n",
          "before/gone", "one\n");

  private static Optional<byte[]> read(String tree, String file) {
    return Optional.ofNullable(FILES.get(tree + "/" + file))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static Finding finding(String file, int line) {
    return Finding.at(file, line, 3, Severity.INFO, "t", "r", "m").withEnd(line + 1, 4);
  }

  private static int locate(FindingLocator locator, Finding finding) {
    return locator.locate(STEP, finding).line();
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "3, 4", "4, 4", "5, 5", "0, 0"})
  void movesFindingsOfAnEarlierTreeToTheResult(int line, int expected) {
    var locator =
        new FindingLocator(true, "after", Map.of(STEP, "before"), FindingLocatorTests::read);

    assertThat(locate(locator, finding("a", line))).isEqualTo(expected);
  }

  @Test
  void leavesFindingsOfTheResult() {
    var locator =
        new FindingLocator(true, "after", Map.of(STEP, "after"), FindingLocatorTests::read);
    Finding finding = finding("a", 4).withSubmittedLine(2);

    assertThat(locator.locate(STEP, finding)).isEqualTo(finding);
  }

  @Test
  void movesFindingsToTheSubmittedFileIfTheResultIsNotInTheTarget() {
    var locator =
        new FindingLocator(false, "after", Map.of(STEP, "after"), FindingLocatorTests::read);

    assertThat(locator.locate(STEP, finding("a", 7).withSubmittedLine(5)))
        .returns(5, Finding::line)
        .returns(6, Finding::endLine)
        .returns(0, Finding::column)
        .returns(0, Finding::endColumn);
    assertThat(locate(locator, finding("a", 7))).as("an added line").isEqualTo(7);
  }

  @Test
  void leavesFindingsWhoseFilesAreNotStored() {
    StateReader pruned =
        (tree, file) -> {
          throw mock(SnapshotGoneException.class);
        };
    StateReader read = FindingLocatorTests::read;

    for (StateReader reader : new StateReader[] {pruned, read}) {
      var locator = new FindingLocator(true, "after", Map.of(STEP, "before"), reader);
      assertThat(locate(locator, finding("gone", 1))).isEqualTo(1);
    }
  }
}
