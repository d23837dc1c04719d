package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Coverage;
import dev.pawl.finding.ExaminedWorkflow;
import dev.pawl.gate.Gate;
import dev.pawl.recovery.FailureReport;
import dev.pawl.rule.RuleSettings;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.WorkflowView.PaceView;
import dev.pawl.workflow.WorkflowView.PhaseView;
import dev.pawl.workflow.WorkflowView.StepView;
import dev.pawl.workflow.WorkflowView.VerdictView;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the API views of workflows. */
final class WorkflowViewMapper {

  /** The command that formats files. */
  private static final String FORMAT = "quality/format";

  private WorkflowViewMapper() {}

  /** Returns the view of a workflow with its phases and steps. */
  static WorkflowView toView(Workflow workflow) {
    WorkflowSpec spec = workflow.spec();
    WorkflowResult result = workflow.result();
    PendingActions pendingActions = workflow.pendingActions();
    WaitState waitState = workflow.waitState();
    return new WorkflowView(
        workflow.name(),
        spec.type(),
        spec.target(),
        workflow.scope().filter(scope -> !scope.isWholeTarget()).orElse(null),
        workflow.revision().orElse(null),
        workflow.status(),
        workflow.endedReason().orElse(null),
        workflow.endedMessage().orElse(null),
        spec.dryRun(),
        spec.priority(),
        spec.labels(),
        spec.project(),
        spec.timeout().toString(),
        spec.plan(),
        spec.rules().equals(RuleSettings.DEFAULT) ? null : spec.rules(),
        spec.formatters().isEmpty() ? null : spec.formatters(),
        spec.sessionId(),
        spec.concurrency(),
        spec.origin().orElse(null),
        spec.reportTo(),
        result.snapshot(),
        result.tree(),
        result.publication(),
        pendingActions.isCancelRequested(),
        pendingActions.isRollbackRequested(),
        pendingActions.isPublicationRequested(),
        pendingActions.isPauseRequested(),
        pendingActions.supersededBy(),
        toPaceView(workflow.throttle(), spec.maxParallel()),
        result.externalChanges(),
        workflow.restarts(),
        workflow.createdAt(),
        workflow.startedAt(),
        workflow.updatedAt(),
        workflow.endedAt(),
        waitState.awaitedLock(),
        spec.requirements().isEmpty() ? null : spec.requirements(),
        waitState.nodeWait(),
        waitState.decision().orElse(null),
        lastFailure(workflow),
        coverage(workflow),
        suppressedFindings(workflow),
        workflow.eventSequence(),
        workflow.allowedActions(),
        WorkflowLinks.of(workflow.name()),
        workflow.phases().stream().map(WorkflowViewMapper::toPhaseView).toList());
  }

  private static @Nullable PaceView toPaceView(AdaptiveThrottle throttle, int planned) {
    return throttle.isAdjusted(planned)
        ? new PaceView(throttle.maxParallel(planned), throttle.timeoutPercent())
        : null;
  }

  /** Returns the report of the last failed step of a workflow that failed or was rolled back. */
  private static @Nullable FailureReport lastFailure(Workflow workflow) {
    if (workflow.status() != WorkflowStatus.FAILED
        && workflow.status() != WorkflowStatus.ROLLED_BACK) {
      return null;
    }
    return workflow.steps().all().stream()
        .filter(step -> step.status() == StepStatus.FAILED && !step.phase().isCompensation())
        .flatMap(step -> step.lastAttempt().stream())
        .flatMap(attempt -> attempt.failure().stream())
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** Returns what the steps examined together; formatters are planned only for a workflow that formats. */
  private static @Nullable Coverage coverage(Workflow workflow) {
    List<Step> steps = workflow.steps().all();
    Coverage coverage =
        Coverage.merge(
            finished(steps).stream()
                .flatMap(step -> step.lastAttempt().stream())
                .flatMap(attempt -> Optional.ofNullable(attempt.outcome()).stream())
                .flatMap(outcome -> Optional.ofNullable(outcome.coverage()).stream())
                .toList());
    boolean formats = steps.stream().anyMatch(WorkflowViewMapper::formatsAsPlanned);
    return coverage == null || formats ? coverage : coverage.withoutPlans();
  }

  /** Returns the number of findings that the code suppresses, in the last run of each examination. */
  private static long suppressedFindings(Workflow workflow) {
    var latest = new HashMap<String, Attempt>();
    for (Step step : finished(workflow.steps().all())) {
      String examination = ExaminedWorkflow.examination(step.command(), step.arguments());
      step.lastAttempt().ifPresent(attempt -> latest.put(examination, attempt));
    }
    return latest.values().stream()
        .flatMap(attempt -> Optional.ofNullable(attempt.outcome()).stream())
        .mapToLong(outcome -> outcome.metrics().getOrDefault(CommandResult.SUPPRESSED, 0L))
        .sum();
  }

  /** Returns the steps that may have an outcome; the attempts of the others would be loaded for nothing. */
  private static List<Step> finished(List<Step> steps) {
    return steps.stream()
        .filter(step -> step.status() != StepStatus.PENDING && step.status() != StepStatus.RUNNING)
        .toList();
  }

  /** Returns whether a step formats with the formatters of the target and of the project, and names none itself. */
  private static boolean formatsAsPlanned(Step step) {
    return FORMAT.equals(step.command()) && !step.arguments().contains("--with=");
  }

  private static PhaseView toPhaseView(Phase phase) {
    return new PhaseView(
        phase.name(),
        phase.kind(),
        phase.timeoutSeconds(),
        phase.status(),
        phase.startedAt(),
        phase.fellBackAt(),
        phase.endedAt(),
        phase.steps().stream().map(WorkflowViewMapper::toStepView).toList());
  }

  private static StepView toStepView(Step step) {
    RetryState retryState = step.retryState();
    return new StepView(
        step.name(),
        step.command(),
        step.arguments(),
        step.status(),
        step.attempts().size(),
        step.startedAt(),
        step.endedAt(),
        step.endedAt() == null ? null : step.durationMs(),
        step.lastAttempt().map(Attempt::outcome).map(CommandResult::summary).orElse(null),
        step.status() == StepStatus.FAILED
            ? step.lastAttempt().map(Attempt::error).orElse(null)
            : null,
        step.gates().stream().map(Gate::text).toList(),
        retryState.notBefore().orElse(null),
        step.status() == StepStatus.RUNNING ? retryState.waitsFor() : null);
  }

  /** Returns the views of all attempts of a step, oldest first. */
  static List<AttemptView> toAttemptViews(Step step) {
    return step.attempts().stream().map(WorkflowViewMapper::toAttemptView).toList();
  }

  private static AttemptView toAttemptView(Attempt attempt) {
    return new AttemptView(
        attempt.number(),
        attempt.status(),
        attempt.node(),
        attempt.epoch(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.outcome(),
        toVerdictViews(attempt),
        attempt.error(),
        attempt.stages(),
        attempt.failure().orElse(null));
  }

  /** Returns the verdicts of the gates of an attempt. */
  static List<VerdictView> toVerdictViews(Attempt attempt) {
    return attempt.verdicts().isEmpty()
        ? attempt.verdictTexts().stream().map(VerdictView::ofStoredText).toList()
        : attempt.verdicts().stream().map(VerdictView::of).toList();
  }
}
