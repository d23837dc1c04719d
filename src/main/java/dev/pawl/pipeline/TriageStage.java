package dev.pawl.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.plan.Planner;
import dev.pawl.recovery.Stage;
import org.springframework.stereotype.Component;

/** Checks the complexity of the command; a complex command file must declare a timeout. */
@Component
class TriageStage implements StageCheck {

  @Override
  public Stage stage() {
    return Stage.TRIAGE;
  }

  @Override
  public Checked check(Passage attempt) {
    Complexity complexity = attempt.spec().complexity();
    CommandFile file = attempt.step().definition();
    if (complexity == Complexity.COMPLEX && file != null && file.timeout() == null) {
      return Checked.failed(attempt.step().command() + " is complex and declares no timeout");
    }
    return Checked.passed(
        "%s: %d points, %d of %d used"
            .formatted(
                complexity.name().toLowerCase(java.util.Locale.ROOT),
                complexity.points(),
                attempt.step().beside().points(),
                Planner.BUDGET));
  }
}
