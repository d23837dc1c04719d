package dev.pawl.engine.pipeline;

import dev.pawl.recovery.StepStage;
import java.io.IOException;

/** One stage of the pipeline. There is exactly one bean per {@link StepStage}. */
interface PipelineStage {

  /** Returns the stage that this bean implements. */
  StepStage stage();

  /**
   * Checks whether the attempt passes this stage.
   *
   * @throws InterruptedException if the attempt was stopped
   * @throws IOException if the workspace cannot be read or written
   */
  StageResult execute(AttemptContext attempt) throws IOException, InterruptedException;
}
