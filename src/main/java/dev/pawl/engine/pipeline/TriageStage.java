package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.plan.Planner;
import dev.pawl.recovery.StepStage;
import org.springframework.stereotype.Component;

/** Checks the complexity of the command; a complex command file must declare a timeout. */
@Component
class TriageStage implements PipelineStage {

  @Override
  public StepStage stage() {
    return StepStage.TRIAGE;
  }

  @Override
  public StageResult execute(AttemptContext attempt) {
    Complexity complexity = attempt.spec().complexity();
    CommandFile file = attempt.step().definition();
    if (complexity == Complexity.COMPLEX && file != null && file.timeout() == null) {
      return StageResult.failed(attempt.step().command() + " is complex and declares no timeout");
    }
    return StageResult.passed(
        "%s: %d points, %d of %d used"
            .formatted(
                complexity.name().toLowerCase(java.util.Locale.ROOT),
                complexity.points(),
                attempt.step().context().accumulatedPoints(),
                Planner.BUDGET));
  }
}
