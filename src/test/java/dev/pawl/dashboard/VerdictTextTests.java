package dev.pawl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTextTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "errors <= 0 on all code: 3, failed | 3 errors, the gate allows 0",
        "gates failed: errors <= 0 on new code (compared with main): 1, failed | 1 error on new"
            + " code, the gate allows 0",
        "gates failed: errors <= 0 on all code: 1, failed; warnings < 5 on all code: 7, failed | 1"
            + " error, the gate allows 0; 7 warnings, the gate allows fewer than 5",
        "new_findings <= 0 on new code: 2, failed | 2 new findings, the gate allows 0",
        "max_complexity <= 15 on all code: 20, failed | max complexity 20, the gate allows 15",
        "warnings <= 1 on all code: not measured, failed | warnings not measured, the gate allows"
            + " 1",
        "the disk is full | the disk is full",
      })
  void writesVerdictsInWords(String text, String words) {
    assertThat(VerdictText.inWords(text)).isEqualTo(words);
  }
}
