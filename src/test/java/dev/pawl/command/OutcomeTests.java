package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTests {

  @Test
  void isASuccessUnlessItSaysWhyNot() {
    assertThat(Outcome.success("done").failed()).isEmpty();
    assertThat(Outcome.failure(FailureKind.BROKEN, "no").failed())
        .contains(new Failure(FailureKind.BROKEN, "no"));
  }

  @Test
  void gathersWhatIsAddedAndLeavesTheOriginalAlone() {
    Outcome plain = Outcome.success("done");
    Outcome full =
        plain
            .with("files", 3)
            .with("branch", "main")
            .withChanged(List.of("b", "a"))
            .withWarnings(List.of("one"))
            .withWarnings(List.of("two"));

    assertThat(full.metrics()).containsEntry("files", 3L);
    assertThat(full.facts()).containsEntry("branch", "main");
    assertThat(full.changed()).containsExactly("a", "b");
    assertThat(full.warnings()).containsExactly("one", "two");
    assertThat(plain).isEqualTo(Outcome.success("done"));
  }
}
