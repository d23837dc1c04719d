package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.CommandResult;
import dev.pawl.tool.Fixer.Purpose;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests how fix requests are read from the facts of stored results. */
class FixRequestTests {

  private static CommandResult result(String purposes) {
    return CommandResult.success("done").withFact("purpose", purposes);
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void readsEachPurposeByItsStoredWord(Purpose purpose) {
    // The words are stored in results and visible in the API.
    assertThat(purpose.value()).isEqualTo(purpose.name());
    assertThat(FixRequest.of(result(purpose.value())))
        .contains(new FixRequest(Set.of(purpose), false));
  }

  @Test
  void omitsUnknownPurposes() {
    assertThat(FixRequest.of(result("IMPORTS LATER_VERSION  LAYOUT")))
        .contains(new FixRequest(Set.of(Purpose.IMPORTS, Purpose.LAYOUT), false));
    assertThat(FixRequest.of(result("LATER_VERSION"))).contains(new FixRequest(Set.of(), false));
    assertThat(FixRequest.of(result(""))).contains(new FixRequest(Set.of(), false));
  }

  @Test
  void isAbsentForCommandsWithoutFixers() {
    assertThat(FixRequest.of(CommandResult.success("done"))).isEmpty();
  }
}
