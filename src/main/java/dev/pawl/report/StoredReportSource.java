package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingService;
import dev.pawl.finding.FindingStates;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Reads the report data of a workflow from the database and the snapshot store. */
record StoredReportSource(
    WorkflowView workflow,
    WorkflowService workflows,
    FindingService findingService,
    SnapshotReader snapshots)
    implements ReportSource {

  @Override
  public Iterable<ReportedFinding> findings() {
    return findingService.findAll(workflow.workflowId());
  }

  @Override
  public FindingCounts counts() {
    return findingService.count(workflow.workflowId());
  }

  @Override
  public FindingStates states() {
    return findingService.countStates(workflow.workflowId());
  }

  @Override
  public List<Finding> fixed(int max) {
    return findingService.findFixed(workflow.workflowId(), max);
  }

  @Override
  public List<AttemptView> attempts(String step) {
    return workflows.attempts(workflow.workflowId(), step).orElse(List.of());
  }

  @Override
  public List<EventView> events(int limit) {
    return workflows
        .findRevision(workflow.workflowId())
        .map(position -> workflows.events(position, 0, limit))
        .orElse(List.of());
  }

  @Override
  public Comparison changes(Comparison.Limits limits) throws IOException {
    String from = workflow.snapshot();
    String to = workflow.tree();
    try {
      return from == null || to == null
          ? Comparison.NONE
          : snapshots.compare(workflow.target(), from, to, limits);
    } catch (SnapshotGoneException ignored) {
      // The rest of the report does not depend on the snapshot.
      return Comparison.NONE;
    }
  }

  @Override
  public void writePatch(OutputStream out) throws IOException {
    String from = workflow.snapshot();
    String to = workflow.tree();
    if (from != null && to != null) {
      snapshots.writePatch(workflow.target(), from, to, out);
    }
  }

  @Override
  public Optional<byte[]> readFile(String path, boolean asSubmitted) throws IOException {
    String tree = asSubmitted ? workflow.snapshot() : workflow.tree();
    try {
      return tree == null ? Optional.empty() : snapshots.readFile(workflow.target(), tree, path);
    } catch (SnapshotGoneException ignored) {
      return Optional.empty();
    }
  }
}
