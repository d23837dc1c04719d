package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.workflow.EventView;
import dev.pawl.workflow.FindingCounts;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workspace.Comparison;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** What a workflow leaves behind besides its steps: read when somebody wants it, and only as far as they do. */
interface Evidence {

  /** What the last verification reported, in its order; not in memory. */
  Iterable<Finding> findings();

  FindingCounts counts();

  /** All attempts of a step, oldest first. */
  List<AttemptView> attempts(String step);

  /** The first events, oldest first. */
  List<EventView> events(int most);

  /** What was changed, to be read by people. */
  Comparison changes(Comparison.Limits limits) throws IOException;

  /**
   * What a file holds.
   *
   * @param asSubmitted as it was submitted, not as the workflow has made it
   * @return empty when there is no such file
   */
  Optional<byte[]> file(String path, boolean asSubmitted) throws IOException;

  /** Writes what was changed as a patch. */
  void patch(OutputStream out) throws IOException;
}
