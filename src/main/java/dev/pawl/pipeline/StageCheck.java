package dev.pawl.pipeline;

import dev.pawl.recovery.Stage;
import java.io.IOException;

/** One stage of the pipeline; each bean of this type is one, and there is one for each stage. */
interface StageCheck {

  /** Which stage it is. */
  Stage stage();

  /**
   * Lets an attempt through, or says why not.
   *
   * @throws InterruptedException when the attempt was stopped
   * @throws IOException when the workspace could not be read or written
   */
  Checked check(Passage attempt) throws IOException, InterruptedException;
}
