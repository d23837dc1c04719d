package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagedFindingsTests {

  private final List<Integer> requestedAfter = new ArrayList<>();

  /** A source whose numbers have gaps: only odd ones exist. */
  private PagedFindings pagedFindings(int findings) {
    return new PagedFindings((after, limit) -> {
      requestedAfter.add(after);
      return IntStream.range(0, findings)
          .map(i -> 2 * i + 1)
          .filter(number -> number > after)
          .limit(limit)
          .mapToObj(number ->
              new NumberedFinding(
                  number,
                  Finding.at("a", number, 0, Severity.INFO, "t", "r", "m"),
                  FindingState.KNOWN,
                  false,
                  null))
          .toList();
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1000, 1001, 2000, 4321})
  void returnsEveryFindingOnceInOrder(int findings) {
    var lines = new ArrayList<Integer>();

    for (ReportedFinding reported : pagedFindings(findings)) {
      lines.add(reported.finding().line());
    }

    assertThat(lines)
        .containsExactlyElementsOf(
            IntStream.range(0, findings).map(i -> 2 * i + 1).boxed().toList());
  }

  @Test
  void loadsPagesLazily() {
    var findings = pagedFindings(2500).iterator();
    for (int i = 0; i < 1000; i++) {
      findings.next();
    }
    assertThat(requestedAfter).containsExactly(0);

    findings.next();

    assertThat(requestedAfter).containsExactly(0, 1999);
  }

  @Test
  void throwsAfterTheLastFinding() {
    var findings = pagedFindings(1).iterator();
    findings.next();

    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(findings::next);
  }
}
