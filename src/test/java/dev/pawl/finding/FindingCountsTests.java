package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingCountsTests {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, nothing",
    "1, 0, 0, 1 error",
    "0, 2, 1, 2 warnings and 1 note",
    "3, 1, 20, '3 errors, 1 warning and 20 notes'"
  })
  void omitsSeveritiesWithoutFindings(long errors, long warnings, long infos, String expected) {
    assertThat(new FindingCounts(errors, warnings, infos, 7).describe()).isEqualTo(expected);
  }
}
