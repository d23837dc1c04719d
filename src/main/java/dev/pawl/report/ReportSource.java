package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingStates;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.snapshot.Comparison;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Provides lazy access to the findings, attempts, events and changes of a workflow. */
public interface ReportSource {

  /**
   * Returns the findings of all commands, also those that the code suppresses, in the order of files and lines, read
   * lazily.
   */
  Iterable<ReportedFinding> findings();

  FindingCounts counts();

  /** Returns the number of findings by state. */
  default FindingStates states() {
    return FindingStates.NONE;
  }

  /** Returns the first findings that the workflow has fixed, in the order of files and lines. */
  default List<Finding> fixed(int max) {
    return List.of();
  }

  /** Returns all attempts of a step, oldest first. */
  List<AttemptView> attempts(String step);

  /** Returns the first events, oldest first. */
  List<EventView> events(int limit);

  /** Returns the changes for display. */
  Comparison changes(Comparison.Limits limits) throws IOException;

  /**
   * Returns the content of a file.
   *
   * @param asSubmitted whether to read the submitted file instead of the result of the workflow
   * @return the content, or empty if the file does not exist
   */
  Optional<byte[]> readFile(String path, boolean asSubmitted) throws IOException;

  /** Writes the changes as a patch. */
  void writePatch(OutputStream out) throws IOException;
}
