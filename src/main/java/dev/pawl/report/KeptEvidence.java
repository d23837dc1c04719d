package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.workflow.EventView;
import dev.pawl.workflow.FindingCounts;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.Comparison;
import dev.pawl.workspace.KeptStates;
import dev.pawl.workspace.StateGone;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Reads the report data of a workflow from the database and the snapshot store. */
record KeptEvidence(WorkflowView workflow, Workflows workflows, KeptStates states)
    implements Evidence {

  @Override
  public Iterable<Finding> findings() {
    return workflows.findings(workflow.workflowId());
  }

  @Override
  public FindingCounts counts() {
    return workflows.findingCounts(workflow.workflowId());
  }

  @Override
  public List<AttemptView> attempts(String step) {
    return workflows.attempts(workflow.workflowId(), step).orElse(List.of());
  }

  @Override
  public List<EventView> events(int most) {
    return workflows
        .position(workflow.workflowId())
        .map(position -> workflows.events(position, 0, most))
        .orElse(List.of());
  }

  @Override
  public Comparison changes(Comparison.Limits limits) throws IOException {
    String from = workflow.snapshot();
    String to = workflow.tree();
    try {
      return from == null || to == null
          ? Comparison.NONE
          : states.compare(workflow.target(), from, to, limits);
    } catch (StateGone pruned) {
      // The rest of the report does not depend on the snapshot.
      return Comparison.NONE;
    }
  }

  @Override
  public void patch(OutputStream out) throws IOException {
    String from = workflow.snapshot();
    String to = workflow.tree();
    if (from != null && to != null) {
      states.patch(workflow.target(), from, to, out);
    }
  }

  @Override
  public Optional<byte[]> file(String path, boolean asSubmitted) throws IOException {
    String tree = asSubmitted ? workflow.snapshot() : workflow.tree();
    try {
      return tree == null ? Optional.empty() : states.content(workflow.target(), tree, path);
    } catch (StateGone pruned) {
      return Optional.empty();
    }
  }
}
