package dev.pawl.workflow;

import static dev.pawl.workflow.WorkflowViewMapper.toAttemptViews;
import static dev.pawl.workflow.WorkflowViewMapper.toView;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.PlanSummary;
import dev.pawl.plan.TestPlans;
import dev.pawl.recovery.RecoveryFixtures;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkItem.Rollback;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.Workflow.TimedEvent;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the transitions of the workflow state machine. */
class WorkflowTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RecoveryPolicy SINGLE_ATTEMPT = RecoveryFixtures.policy(1);
  private static final Claim CLAIM = new Claim(UUID.randomUUID(), "quality_x", "node", 1, null);

  private final List<String> events = new ArrayList<>();

  private static Workflow workflow(boolean dryRun, OnFailure onFailure) {
    var plan =
        TestPlans.of(
            TestPlans.phase(
                "work",
                TestPlans.step("format", "quality/format", true, onFailure),
                TestPlans.step("verify", "quality/verify", false, OnFailure.ABORT)),
            TestPlans.phase(
                "publish", TestPlans.step("publish", "publish/apply", true, OnFailure.ABORT)));
    return new Workflow(
        "quality_x",
        NewWorkflows.of(plan, dryRun, Duration.ofMinutes(10)),
        NodeCapabilities.NONE,
        NOW);
  }

  private static Workflow started() {
    Workflow workflow = workflow(false, OnFailure.ABORT);
    workflow.onClaimed(CLAIM, NOW);
    return workflow;
  }

  private static StepResult success() {
    return new StepResult(
        CommandResult.success("done").withMetric("files_published", 1),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        null);
  }

  private static StepResult failure(FailureKind kind) {
    return new StepResult(
        CommandResult.failure(kind, "it broke"),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"));
  }

  private static String startNext(Workflow workflow) {
    return workflow
        .nextItem(CLAIM, NOW)
        .map(work -> work instanceof RunStep step ? step.name() : "roll back")
        .orElse("nothing");
  }

  private List<String> drainEventTypes(Workflow workflow) {
    events.clear();
    workflow.drainEvents(NOW).forEach(timed -> events.add(timed.event().eventType()));
    return events;
  }

  private static Workflow completed() {
    Workflow workflow = started();
    for (String step : List.of("format", "verify", "publish")) {
      assertThat(startNext(workflow)).isEqualTo(step);
      workflow.recordResult(step, success(), SINGLE_ATTEMPT, NOW);
    }
    assertThat(startNext(workflow)).isEqualTo("nothing");
    return workflow;
  }

  @Test
  void runsAllStepsInOrder() {
    Workflow workflow = completed();

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(drainEventTypes(workflow))
        .containsExactly(
            "workflow_submitted",
            "workflow_started",
            "phase_started",
            "step_started",
            "step_completed",
            "step_started",
            "step_completed",
            "phase_ended",
            "phase_started",
            "step_started",
            "step_completed",
            "phase_ended",
            "workflow_ended");
    assertThat(workflow.eventSequence()).isEqualTo(13);
  }

  @Test
  void passesPreviousOutcomesToAStep() {
    Workflow workflow = started();
    startNext(workflow);
    workflow.recordResult("format", success(), SINGLE_ATTEMPT, NOW);

    RunStep verify = (RunStep) workflow.nextItem(CLAIM, NOW).orElseThrow();

    assertThat(verify.previousOutcomes()).containsOnlyKeys("format");
    assertThat(verify)
        .returns("before", RunStep::snapshot)
        .returns("after", RunStep::tree)
        .returns(1, RunStep::attempt);
  }

  @Test
  void skipsPublishingInADryRun() {
    Workflow workflow = workflow(true, OnFailure.ABORT);
    workflow.onClaimed(CLAIM, NOW);
    startNext(workflow);
    workflow.recordResult("format", success(), SINGLE_ATTEMPT, NOW);
    startNext(workflow);
    workflow.recordResult("verify", success(), SINGLE_ATTEMPT, NOW);

    assertThat(startNext(workflow)).isEqualTo("nothing");
    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(toView(workflow).step("publish").orElseThrow().status())
        .isEqualTo(StepStatus.SKIPPED);
    assertThat(toView(workflow).publication()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "BROKEN, FAILED, STEP_FAILED",
    "REFUSED, FAILED, STEP_FAILED",
    "TIMED_OUT, FAILED, TIMED_OUT",
    "CONFLICT, FAILED, PUBLISH_CONFLICT",
    "INTEGRITY, ROLLED_BACK, INTEGRITY_VIOLATED",
  })
  void mapsFailureKindToEndStatus(FailureKind kind, WorkflowStatus status, EndedReason reason) {
    Workflow workflow = started();
    startNext(workflow);

    workflow.recordResult("format", failure(kind), SINGLE_ATTEMPT, NOW);

    assertThat(toView(workflow))
        .returns(status, WorkflowView::status)
        .returns(reason, WorkflowView::endedReason);
    assertThat(toView(workflow).steps())
        .extracting(WorkflowView.StepView::status)
        .containsExactly(StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.SKIPPED);
    assertThat(startNext(workflow)).isEqualTo("nothing");
  }

  @Test
  void failsWhenAGateFails() {
    Workflow workflow = started();
    startNext(workflow);
    var gate = new Gate(Gate.Metric.ERRORS, Gate.Operator.AT_MOST, 0, Gate.Scope.ALL);
    var verdicts = List.of(new Verdict(gate, 3, false));

    workflow.recordResult(
        "format",
        new StepResult(
            CommandResult.success("done"),
            List.of(),
            verdicts,
            "before",
            "after",
            List.of(),
            RecoveryFixtures.failure(
                StepStage.QUALITY_GATES, "gates failed: errors <= 0 on all code: 3, failed")),
        SINGLE_ATTEMPT,
        NOW);

    assertThat(toView(workflow).endedReason()).isEqualTo(EndedReason.GATE_FAILED);
    assertThat(drainEventTypes(workflow)).contains("gates_judged", "step_failed");
    assertThat(toView(workflow).step("format").orElseThrow().error())
        .contains("errors <= 0 on all code: 3");
  }

  @Test
  void continuesAfterAFailureIfConfigured() {
    Workflow workflow = workflow(false, OnFailure.CONTINUE);
    workflow.onClaimed(CLAIM, NOW);
    startNext(workflow);

    workflow.recordResult("format", failure(FailureKind.BROKEN), SINGLE_ATTEMPT, NOW);

    assertThat(startNext(workflow)).isEqualTo("verify");
    assertThat(toView(workflow).step("format").orElseThrow().status()).isEqualTo(StepStatus.FAILED);
  }

  @Test
  void rollsBackAfterAFailureIfConfigured() {
    Workflow workflow = workflow(false, OnFailure.ROLLBACK);
    workflow.onClaimed(CLAIM, NOW);
    startNext(workflow);

    workflow.recordResult("format", failure(FailureKind.BROKEN), SINGLE_ATTEMPT, NOW);

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.ROLLED_BACK);
    assertThat(toView(workflow).endedReason()).isEqualTo(EndedReason.STEP_FAILED);
  }

  @Test
  void failsAfterItsDeadline() {
    Workflow workflow = workflow(false, OnFailure.CONTINUE);
    workflow.onClaimed(CLAIM, NOW);
    startNext(workflow);

    workflow.recordResult(
        "format", failure(FailureKind.TIMED_OUT), SINGLE_ATTEMPT, NOW.plusSeconds(601));

    assertThat(toView(workflow).endedReason()).isEqualTo(EndedReason.TIMED_OUT);
  }

  @Test
  void cancelsAQueuedWorkflowImmediately() {
    Workflow workflow = workflow(false, OnFailure.ABORT);

    new WorkflowActionHandler(workflow, NOW).cancel(null);

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(toView(workflow).endedReason()).isEqualTo(EndedReason.CANCELLED_BY_USER);
  }

  @Test
  void cancelsARunningWorkflowBeforeTheNextStep() {
    Workflow workflow = started();
    startNext(workflow);

    new WorkflowActionHandler(workflow, NOW).cancel(null);
    new WorkflowActionHandler(workflow, NOW).cancel(null);

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.RUNNING);
    assertThat(startNext(workflow)).isEqualTo("nothing");
    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(toView(workflow).steps())
        .extracting(WorkflowView.StepView::status)
        .containsOnly(StepStatus.CANCELLED);
    assertThat(drainEventTypes(workflow)).containsOnlyOnce("cancellation_requested");
  }

  @Test
  void opensNoDecisionAfterCancellation() {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.onClaimed(CLAIM, NOW);
    startNext(workflow);

    new WorkflowActionHandler(workflow, NOW).cancel(null);
    workflow.recordResult("format", failure(FailureKind.BROKEN), SINGLE_ATTEMPT, NOW);

    assertThat(toView(workflow).decision()).isNull();
    assertThat(startNext(workflow)).isEqualTo("nothing");
    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(toView(workflow).endedReason()).isEqualTo(EndedReason.CANCELLED_BY_USER);
  }

  @Test
  void cannotBeCancelledWhilePublishing() {
    Workflow workflow = started();
    for (String step : List.of("format", "verify")) {
      startNext(workflow);
      workflow.recordResult(step, success(), SINGLE_ATTEMPT, NOW);
    }
    startNext(workflow);

    assertThatExceptionOfType(ActionNotAllowedException.class)
        .isThrownBy(() -> new WorkflowActionHandler(workflow, NOW).cancel(null));
    assertThat(workflow.allowedActions()).isEmpty();
  }

  @Test
  void rollsBackIdempotently() {
    Workflow workflow = completed();
    assertThat(workflow.allowedActions())
        .containsExactly(WorkflowAction.ROLLBACK, WorkflowAction.RERUN);

    new WorkflowActionHandler(workflow, NOW).rollback(List.of());
    new WorkflowActionHandler(workflow, NOW).rollback(List.of());
    assertThat(workflow.nextItem(CLAIM, NOW))
        .hasValueSatisfying(work -> assertThat(work).isInstanceOf(Rollback.class));
    workflow.recordRollback("before", NOW);
    new WorkflowActionHandler(workflow, NOW).rollback(List.of());

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.ROLLED_BACK);
    assertThat(toView(workflow).step("format").orElseThrow().status())
        .isEqualTo(StepStatus.ROLLED_BACK);
    assertThat(toView(workflow).step("verify").orElseThrow().status())
        .isEqualTo(StepStatus.COMPLETED);
    assertThat(startNext(workflow)).isEqualTo("nothing");
    assertThat(drainEventTypes(workflow)).containsOnlyOnce("rollback_requested");
  }

  @Test
  void staysCompletedWhenTheRollbackFails() {
    Workflow workflow = completed();
    new WorkflowActionHandler(workflow, NOW).rollback(List.of());

    workflow.recordRollbackFailure("a file was modified", CLAIM.node());

    assertThat(rollbackFailures(workflow)).containsExactly("a file was modified");
    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(startNext(workflow)).isEqualTo("nothing");
    assertThat(workflow.allowedActions())
        .containsExactly(WorkflowAction.ROLLBACK, WorkflowAction.RERUN);
  }

  private static List<String> rollbackFailures(Workflow workflow) {
    return workflow.drainEvents(NOW).stream()
        .map(TimedEvent::event)
        .filter(WorkflowEvent.RollbackFailed.class::isInstance)
        .map(event -> ((WorkflowEvent.RollbackFailed) event).why())
        .toList();
  }

  @Test
  void namesTheNodeThatMayBeAbleToRollBack() {
    Workflow workflow = completed();
    new WorkflowActionHandler(workflow, NOW).rollback(List.of());

    workflow.recordRollbackFailure("/code: does not exist", "other");

    assertThat(rollbackFailures(workflow))
        .containsExactly("/code: does not exist (tried by node other; published by node node)");
  }

  @Test
  void rejectsARollbackBeforePublication() {
    Workflow workflow = started();

    assertThatExceptionOfType(ActionNotAllowedException.class)
        .isThrownBy(() -> new WorkflowActionHandler(workflow, NOW).rollback(List.of()))
        .satisfies(problem -> {
          assertThat(problem.getBody().getProperties()).containsEntry("current_status", "running");
          assertThat(problem.getBody().getProperties())
              .containsEntry("allowed_actions", List.of("cancellation", "pause"));
        });
  }

  @Test
  void retriesALostStep() {
    Workflow workflow = started();
    startNext(workflow);
    drainEventTypes(workflow);
    var second = new Claim(CLAIM.id(), "quality_x", "other", 2, null);

    workflow.onClaimed(second, NOW);
    Optional<WorkItem> work = workflow.nextItem(second, NOW);

    assertThat(work)
        .hasValueSatisfying(step -> assertThat(((RunStep) step).attempt()).isEqualTo(2));
    assertThat(drainEventTypes(workflow))
        .containsExactly("workflow_resumed", "attempt_lost", "step_started");
    assertThat(toAttemptViews(workflow.steps().find("format").orElseThrow()))
        .extracting(WorkflowView.AttemptView::status)
        .containsExactly(StepStatus.CANCELLED, StepStatus.RUNNING);
  }

  @Test
  void measuresStepDurationFromTheFirstAttempt() {
    Workflow workflow = started();
    startNext(workflow);

    workflow.recordResult("format", success(), SINGLE_ATTEMPT, NOW.plusMillis(1500));

    assertThat(toView(workflow).step("format").orElseThrow().durationMs()).isEqualTo(1500);
  }

  private static Workflow startedWithPhaseTimeout(@Nullable Duration timeout) {
    var step = TestPlans.step("verify", "quality/verify", false, OnFailure.ABORT);
    var phase = new PlannedPhase("analysis", PhaseKind.PARALLEL, timeout, List.of(step));
    var workflow =
        new Workflow(
            "quality_x",
            NewWorkflows.of(
                new Plan(
                    "adaptive",
                    "simple",
                    "it is small",
                    2,
                    null,
                    List.of(phase),
                    List.of("mind"),
                    List.of("reads all"),
                    null),
                false,
                Duration.ofMinutes(10)),
            NodeCapabilities.NONE,
            NOW);
    workflow.onClaimed(CLAIM, NOW);
    return workflow;
  }

  private static Instant deadline(Workflow workflow) {
    return ((RunStep) workflow.nextItem(CLAIM, NOW).orElseThrow()).deadline();
  }

  @Test
  void usesTheEarlierOfPhaseAndWorkflowDeadline() {
    assertThat(deadline(startedWithPhaseTimeout(Duration.ofMinutes(5))))
        .isEqualTo(NOW.plusSeconds(300));
    assertThat(deadline(startedWithPhaseTimeout(Duration.ofMinutes(15))))
        .isEqualTo(NOW.plusSeconds(600));
    assertThat(deadline(startedWithPhaseTimeout(null))).isEqualTo(NOW.plusSeconds(600));
  }

  @Test
  void storesThePlanSummaryAndReportsItsWarnings() {
    Workflow workflow = startedWithPhaseTimeout(Duration.ofMinutes(5));

    assertThat(toView(workflow).plan())
        .isEqualTo(
            new PlanSummary(
                "simple", "it is small", 2, null, List.of("mind"), List.of("reads all")));
    assertThat(toView(workflow).phases().getFirst())
        .returns(PhaseKind.PARALLEL, WorkflowView.PhaseView::kind)
        .returns(300L, WorkflowView.PhaseView::timeoutSeconds);
    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .contains(new WarningRaised("plan", "mind"));
  }

  /** A workflow that awaits a decision because its first step failed. */
  private static Workflow awaitingDecision() {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.onClaimed(CLAIM, NOW);
    workflow.nextItem(CLAIM, NOW);
    workflow.recordResult("format", failure(FailureKind.BROKEN), SINGLE_ATTEMPT, NOW);
    return workflow;
  }

  @Test
  void hasNoWorkWhileAwaitingADecision() {
    Workflow workflow = awaitingDecision();

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.AWAITING_DECISION);
    assertThat(toView(workflow).decision())
        .returns("format", Decision::step)
        .returns(DecisionAnswer.ABORT, Decision::otherwise)
        .returns(NOW.plusSeconds(3600), Decision::deadline);
    assertThat(workflow.nextItem(CLAIM, NOW)).isEmpty();
  }

  @Test
  void extendsItsDeadlineByTheWaitTime() {
    Workflow workflow = awaitingDecision();
    Instant later = NOW.plusSeconds(3000);

    new WorkflowActionHandler(workflow, later).decide(DecisionAnswer.RETRY, false, null);

    assertThat(((RunStep) workflow.nextItem(CLAIM, later).orElseThrow()).deadline())
        .isEqualTo(NOW.plusSeconds(600 + 3000));
  }

  @Test
  void retriesTheStepOnRetry() {
    Workflow workflow = awaitingDecision();
    new WorkflowActionHandler(workflow, NOW).decide(DecisionAnswer.RETRY, false, null);

    var retry = (RunStep) workflow.nextItem(CLAIM, NOW).orElseThrow();

    assertThat(retry.name()).isEqualTo("format");
    assertThat(retry.attempt()).isEqualTo(2);
  }

  @Test
  void startsTheNextStepOnContinue() {
    Workflow workflow = awaitingDecision();
    new WorkflowActionHandler(workflow, NOW).decide(DecisionAnswer.CONTINUE, false, null);

    assertThat(((RunStep) workflow.nextItem(CLAIM, NOW).orElseThrow()).name()).isEqualTo("verify");
    assertThat(toView(workflow).step("format").orElseThrow().status()).isEqualTo(StepStatus.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "ABORT, false, FAILED, DECISION_ABORTED",
    "ABORT, true, FAILED, DECISION_TIMED_OUT",
    "ROLLBACK, false, ROLLED_BACK, DECISION_ABORTED",
  })
  void endsOnAbortAndRollback(
      DecisionAnswer answer, boolean timedOut, WorkflowStatus status, EndedReason reason) {
    Workflow workflow = awaitingDecision();
    new WorkflowActionHandler(workflow, NOW).decide(answer, timedOut, null);

    assertThat(toView(workflow))
        .returns(status, WorkflowView::status)
        .returns(reason, WorkflowView::endedReason)
        .returns(null, WorkflowView::decision);
    assertThat(toView(workflow).steps())
        .extracting(WorkflowView.StepView::status)
        .containsExactly(StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.SKIPPED);
  }

  @Test
  void acceptsOnlyOneAnswer() {
    Workflow workflow = awaitingDecision();
    new WorkflowActionHandler(workflow, NOW).decide(DecisionAnswer.CONTINUE, false, null);

    assertThatExceptionOfType(ActionNotAllowedException.class)
        .isThrownBy(() ->
            new WorkflowActionHandler(workflow, NOW).decide(DecisionAnswer.ABORT, false, null));
  }

  @ParameterizedTest
  @CsvSource({"INTEGRITY, ROLLED_BACK", "REFUSED, FAILED"})
  void opensNoDecisionForFinalFailures(FailureKind kind, WorkflowStatus status) {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.onClaimed(CLAIM, NOW);
    workflow.nextItem(CLAIM, NOW);
    workflow.recordResult("format", failure(kind), SINGLE_ATTEMPT, NOW);

    assertThat(toView(workflow).status()).isEqualTo(status);
  }

  @Test
  void failsAPoisonStepAfterFiveLostAttempts() {
    Workflow workflow = started();
    for (int i = 0; i < 5; i++) {
      assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.RUNNING);
      workflow.nextItem(CLAIM, NOW);
      workflow.onClaimed(CLAIM, NOW);
    }

    assertThat(toView(workflow))
        .returns(WorkflowStatus.FAILED, WorkflowView::status)
        .returns(EndedReason.WORKER_LOST, WorkflowView::endedReason);
    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .contains(
            new StepFailed(
                "format",
                0,
                "5 attempts were lost with their nodes (%s): each node ended or lost its lease while the step ran, so the step is not run again"
                    .formatted(CLAIM.node()),
                null,
                null));
    assertThat(toView(workflow).failure())
        .satisfies(failure -> assertThat(failure.message()).startsWith("5 attempts were lost"))
        .satisfies(failure -> assertThat(failure.node()).isEqualTo(CLAIM.node()))
        .satisfies(failure -> assertThat(failure.suggestions()).isNotEmpty());
    assertThat(workflow.nextItem(CLAIM, NOW)).isEmpty();
  }

  @Test
  void doesNotCountFailedAttemptsAsLost() {
    Workflow workflow = awaitingDecision();
    for (int i = 0; i < 6; i++) {
      new WorkflowActionHandler(workflow, NOW).decide(DecisionAnswer.RETRY, false, null);
      workflow.onClaimed(CLAIM, NOW);
      workflow.nextItem(CLAIM, NOW);
      workflow.recordResult("format", failure(FailureKind.BROKEN), SINGLE_ATTEMPT, NOW);
    }

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.AWAITING_DECISION);
  }
}
