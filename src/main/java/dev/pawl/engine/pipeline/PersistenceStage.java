package dev.pawl.engine.pipeline;

import dev.pawl.recovery.StepStage;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Stores the resulting state of the workspace. The result of the step is recorded after the last stage. */
@Component
class PersistenceStage implements PipelineStage {

  @Override
  public StepStage stage() {
    return StepStage.PERSISTENCE;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException {
    Workspace workspace = attempt.workspace();
    if (attempt.step().modifies()) {
      attempt.setTree(attempt.resultTree());
    } else if (attempt.tree() == null) {
      attempt.setTree(workspace.snapshotTree().orElse(null));
    }
    return StageResult.passed(
        attempt.tree() == null ? "no checkpoint needed" : "checkpoint " + attempt.tree());
  }
}
