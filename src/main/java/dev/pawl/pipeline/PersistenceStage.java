package dev.pawl.pipeline;

import dev.pawl.recovery.Stage;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Stores the resulting state of the workspace. The result of the step is recorded after the last stage. */
@Component
class PersistenceStage implements StageCheck {

  @Override
  public Stage stage() {
    return Stage.PERSISTENCE;
  }

  @Override
  public Checked check(Passage attempt) throws IOException {
    Workspace workspace = attempt.workspace();
    if (attempt.step().modifies()) {
      attempt.reached(attempt.left());
    } else if (attempt.tree() == null) {
      attempt.reached(workspace.snapshotTree().orElse(null));
    }
    return Checked.passed(
        attempt.tree() == null ? "no checkpoint needed" : "checkpoint " + attempt.tree());
  }
}
