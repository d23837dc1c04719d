package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionStateTests {

  @ParameterizedTest
  @CsvSource({
    "LINE_ENDINGS LAYOUT, true",
    "LAYOUT, true",
    "LAYOUT LATER, true",
    "IMPORTS DEAD_CODE, false",
    "NO_LAYOUT, false",
    "'', false",
  })
  void recordsCommandsThatFormatFiles(String purposes, boolean formats) {
    CommandResult result =
        CommandResult.success("done").withFact(CommandResult.FIXER_PURPOSES, purposes);

    SessionState state = SessionState.EMPTY.withResult("format", "quality/format", result, 0);

    assertThat(state.formattersUsed().contains("quality/format")).isEqualTo(formats);
  }
}
