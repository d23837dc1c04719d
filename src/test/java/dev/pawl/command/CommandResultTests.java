package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandResultTests {

  @Test
  void succeedsUnlessItHasAFailure() {
    assertThat(CommandResult.success("done").findFailure()).isEmpty();
    assertThat(CommandResult.failure(FailureKind.BROKEN, "no").findFailure())
        .contains(new Failure(FailureKind.BROKEN, "no"));
  }

  @Test
  void addsValuesWithoutChangingTheOriginal() {
    CommandResult plain = CommandResult.success("done");
    CommandResult full =
        plain
            .withMetric("files", 3)
            .withFact("branch", "main")
            .withChangedFiles(List.of("b", "a"))
            .withWarnings(List.of("one"))
            .withWarnings(List.of("two"));

    assertThat(full.metrics()).containsEntry("files", 3L);
    assertThat(full.facts()).containsEntry("branch", "main");
    assertThat(full.changed()).containsExactly("a", "b");
    assertThat(full.warnings()).containsExactly("one", "two");
    assertThat(plain).isEqualTo(CommandResult.success("done"));
  }
}
