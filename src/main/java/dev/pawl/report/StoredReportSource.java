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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.util.function.SingletonSupplier;

/**
 * Reads the report data of a workflow from the database and the snapshot store. Each part is read once, when it is first
 * needed, so that reports in several formats agree and cost the database little more than one. Only pages of findings are
 * read again for each format, because they may be too large to keep.
 */
final class StoredReportSource implements ReportSource {

  private final WorkflowView workflow;
  private final WorkflowService workflows;
  private final FindingService findingService;
  private final SnapshotReader snapshots;
  private final Supplier<Iterable<ReportedFinding>> findings;
  private final Supplier<FindingCounts> counts;
  private final Supplier<FindingStates> states;
  private final Map<Integer, List<Finding>> fixed = new HashMap<>();
  private final Map<String, List<AttemptView>> attempts = new HashMap<>();

  StoredReportSource(
      WorkflowView workflow,
      WorkflowService workflows,
      FindingService findingService,
      SnapshotReader snapshots) {
    this.workflow = workflow;
    this.workflows = workflows;
    this.findingService = findingService;
    this.snapshots = snapshots;
    findings = SingletonSupplier.of(() -> findingService.findAll(workflow.workflowId()));
    counts = SingletonSupplier.of(() -> findingService.count(workflow.workflowId()));
    states = SingletonSupplier.of(() -> findingService.countStates(workflow.workflowId()));
  }

  @Override
  public Iterable<ReportedFinding> findings() {
    return findings.get();
  }

  @Override
  public FindingCounts counts() {
    return counts.get();
  }

  @Override
  public FindingStates states() {
    return states.get();
  }

  @Override
  public List<Finding> fixed(int max) {
    return fixed.computeIfAbsent(
        max, limit -> findingService.findFixed(workflow.workflowId(), limit));
  }

  @Override
  public List<AttemptView> attempts(String step) {
    return attempts.computeIfAbsent(
        step, name -> workflows.attempts(workflow.workflowId(), name).orElse(List.of()));
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
