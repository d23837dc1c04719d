package dev.pawl.pipeline;

import dev.pawl.recovery.Stage;
import java.io.IOException;

/** One stage of the pipeline. There is exactly one bean per {@link Stage}. */
interface StageCheck {

  /** Returns the stage that this bean implements. */
  Stage stage();

  /**
   * Checks whether the attempt passes this stage.
   *
   * @throws InterruptedException if the attempt was stopped
   * @throws IOException if the workspace cannot be read or written
   */
  Checked check(Passage attempt) throws IOException, InterruptedException;
}
