package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardQueries.LockHolder;
import dev.pawl.dashboard.PageFormat.Badge;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingService;
import dev.pawl.finding.FindingStates;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.objectstore.ObjectStoreException;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.WorkflowView.StepView;
import dev.pawl.workflow.WorkflowView.VerdictView;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Loads what all tabs of the page of a workflow show: the verdict, the actions, the steps and the tabs. */
@Component
class WorkflowPageLoader {

  private final WorkflowService workflows;
  private final FindingService findings;
  private final SnapshotReader snapshots;
  private final DashboardQueries queries;
  private final NodeService nodes;
  private final PageFormat format;
  private final Clock clock;

  WorkflowPageLoader(
      WorkflowService workflows,
      FindingService findings,
      SnapshotReader snapshots,
      DashboardQueries queries,
      NodeService nodes,
      PageFormat format,
      Clock clock) {
    this.workflows = workflows;
    this.findings = findings;
    this.snapshots = snapshots;
    this.queries = queries;
    this.nodes = nodes;
    this.format = format;
    this.clock = clock;
  }

  /** A tab, with the number of what it contains; null without a number. */
  record TabLink(String key, String title, String href, @Nullable Long count, String tone) {}

  /** The verdict of a gate, and the step that it belongs to. */
  record StepVerdict(String step, VerdictView verdict) {

    /** Returns the verdict in words. */
    public String sentence() {
      return VerdictText.inWords(verdict.text());
    }
  }

  /**
   * What all tabs show.
   *
   * @param primary the most useful action; null if there is none
   * @param actions the other actions
   * @param decision the answers to the open decision; null if none is open
   * @param lockHolder the workflow that holds the lock that this one waits for; null if it waits for none
   * @param lacksNode whether it is queued while all nodes are draining, paused or gone
   */
  record WorkflowPage(
      WorkflowView workflow,
      Badge badge,
      WorkflowHeadline headline,
      @Nullable PageAction primary,
      List<PageAction> actions,
      @Nullable DecisionAnswers decision,
      StepRail rail,
      List<TabLink> tabs,
      FindingCounts counts,
      FindingStates states,
      @Nullable LockHolder lockHolder,
      boolean lacksNode) {

    /** Returns what a tab shows and where it belongs, such as {@code Changes of billing, completed, quality_...}. */
    String title(String tab) {
      return "%s%s of %s, %s, %s"
          .formatted(
              tab.substring(0, 1).toUpperCase(Locale.ROOT),
              tab.substring(1),
              PageFormat.shortName(workflow.target().name()),
              badge.word().toLowerCase(Locale.ROOT),
              workflow.workflowId());
    }
  }

  Optional<WorkflowPage> find(String id) throws IOException {
    Optional<WorkflowView> found = workflows.find(id);
    return found.isEmpty() ? Optional.empty() : Optional.of(load(found.get()));
  }

  private WorkflowPage load(WorkflowView workflow) throws IOException {
    FindingCounts counts = findings.count(workflow.workflowId());
    FindingStates states = findings.countStates(workflow.workflowId());
    Integer changedFiles = countChangedFiles(workflow);
    List<VerdictView> failedGates = failedGates(workflow);
    List<PageAction> actions = PageAction.of(workflow, changedFiles);
    boolean hasPrimary = workflow.decision() == null && !actions.isEmpty() && isEnded(workflow);
    String awaited = workflow.waitingFor();
    return new WorkflowPage(
        workflow,
        format.badge(workflow.status()),
        WorkflowHeadline.of(workflow, counts, states.fixed(), changedFiles, failedGates),
        hasPrimary ? actions.getFirst() : null,
        hasPrimary ? actions.subList(1, actions.size()) : actions,
        workflow.decision() == null ? null : DecisionAnswers.of(workflow, workflow.decision()),
        StepRail.of(workflow, format, clock.instant()),
        tabs(workflow.workflowId(), counts, changedFiles, failedGates.size()),
        counts,
        states,
        awaited == null ? null : queries.lockHolder(awaited).orElse(null),
        workflow.status() == WorkflowStatus.QUEUED
            && awaited == null
            && workflow.nodeWait() == null
            && !isAnyNodeActive());
  }

  private boolean isAnyNodeActive() {
    return nodes.findAll().stream()
        .anyMatch(node -> node.alive() && node.admission() == NodeAdmission.ACTIVE);
  }

  private static boolean isEnded(WorkflowView workflow) {
    return workflow.status().isEnded();
  }

  /** Returns the number of files in which the result differs from the snapshot; null if these cannot be read. */
  private @Nullable Integer countChangedFiles(WorkflowView workflow) throws IOException {
    if (workflow.snapshot() == null || workflow.tree() == null) {
      return 0;
    }
    try {
      return snapshots.changedPaths(workflow.target(), workflow.snapshot(), workflow.tree()).size();
    } catch (SnapshotGoneException | ObjectStoreException gone) {
      return null;
    }
  }

  private List<VerdictView> failedGates(WorkflowView workflow) {
    return workflow.steps().stream()
        .filter(step -> step.status() == StepStatus.FAILED)
        .flatMap(step -> lastVerdicts(workflow, step).stream())
        .filter(verdict -> !verdict.passed())
        .toList();
  }

  /** Returns the verdicts of all gates, from the last attempt of each step. */
  List<StepVerdict> verdicts(WorkflowView workflow) {
    return workflow.steps().stream()
        .filter(step -> step.attempts() > 0)
        .flatMap(step ->
            lastVerdicts(workflow, step).stream()
                .map(verdict -> new StepVerdict(step.name(), verdict)))
        .toList();
  }

  /** Returns the attempts of a step; empty if it has none. */
  List<AttemptView> attempts(String workflow, String step) {
    return workflows.attempts(workflow, step).orElse(List.of());
  }

  private List<VerdictView> lastVerdicts(WorkflowView workflow, StepView step) {
    List<AttemptView> attempts = attempts(workflow.workflowId(), step.name());
    return attempts.isEmpty() ? List.of() : attempts.getLast().verdicts();
  }

  private static List<TabLink> tabs(
      String id, FindingCounts counts, @Nullable Integer changedFiles, int failedGates) {
    String base = "/workflows/" + id;
    String tone = counts.errors() > 0 ? "bad" : counts.warnings() > 0 ? "warn" : "none";
    return List.of(
        new TabLink("findings", "Findings", base, counts.total(), tone),
        new TabLink(
            "changes",
            "Changes",
            base + "/changes",
            changedFiles == null ? null : changedFiles.longValue(),
            "none"),
        new TabLink("log", "Log", base + "/log", null, "none"),
        new TabLink("timeline", "Timeline", base + "/timeline", null, "none"),
        new TabLink(
            "gates", "Gates", base + "/gates", failedGates == 0 ? null : (long) failedGates, "bad"),
        new TabLink("details", "Details", base + "/details", null, "none"));
  }
}
