package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plans;
import dev.pawl.recovery.Recoveries;
import dev.pawl.recovery.Recovery;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.RollBack;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
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
  private static final Recovery ONCE = Recoveries.of(1);
  private static final Claim CLAIM = new Claim(UUID.randomUUID(), "quality_x", "node", 1, null);

  private final List<String> events = new ArrayList<>();

  private static Workflow workflow(boolean dryRun, OnFailure onFailure) {
    var plan =
        Plans.of(
            Plans.phase(
                "work",
                Plans.step("format", "quality/format", true, onFailure),
                Plans.step("verify", "quality/verify", false, OnFailure.ABORT)),
            Plans.phase("publish", Plans.step("publish", "publish/apply", true, OnFailure.ABORT)));
    return new Workflow("quality_x", Submitted.of(plan, dryRun, Duration.ofMinutes(10)), NOW);
  }

  private static Workflow started() {
    Workflow workflow = workflow(false, OnFailure.ABORT);
    workflow.claimed(CLAIM, NOW);
    return workflow;
  }

  private static StepResult success() {
    return new StepResult(
        Outcome.success("done").with("files_published", 1),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        null);
  }

  private static StepResult failure(FailureKind kind) {
    return new StepResult(
        Outcome.failure(kind, "it broke"),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        Recoveries.failure(Stage.EXECUTION, "it broke"));
  }

  private static String next(Workflow workflow) {
    return workflow
        .next(CLAIM, NOW)
        .map(work -> work instanceof RunStep step ? step.name() : "roll back")
        .orElse("nothing");
  }

  private List<String> newEvents(Workflow workflow) {
    events.clear();
    workflow.news().take().forEach(event -> events.add(event.eventType()));
    return events;
  }

  private static Workflow completed() {
    Workflow workflow = started();
    for (String step : List.of("format", "verify", "publish")) {
      assertThat(next(workflow)).isEqualTo(step);
      workflow.record(step, success(), ONCE, NOW);
    }
    assertThat(next(workflow)).isEqualTo("nothing");
    return workflow;
  }

  @Test
  void goesFromStepToStepToItsEnd() {
    Workflow workflow = completed();

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(newEvents(workflow))
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
    assertThat(workflow.news().sequence()).isEqualTo(13);
  }

  @Test
  void givesAStepWhatTheStepsBeforeItReported() {
    Workflow workflow = started();
    next(workflow);
    workflow.record("format", success(), ONCE, NOW);

    RunStep verify = (RunStep) workflow.next(CLAIM, NOW).orElseThrow();

    assertThat(verify.previous()).containsOnlyKeys("format");
    assertThat(verify)
        .returns("before", RunStep::snapshot)
        .returns("after", RunStep::tree)
        .returns(1, RunStep::attempt);
  }

  @Test
  void publishesNothingInADryRun() {
    Workflow workflow = workflow(true, OnFailure.ABORT);
    workflow.claimed(CLAIM, NOW);
    next(workflow);
    workflow.record("format", success(), ONCE, NOW);
    next(workflow);
    workflow.record("verify", success(), ONCE, NOW);

    assertThat(next(workflow)).isEqualTo("nothing");
    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(workflow.view().step("publish").orElseThrow().status())
        .isEqualTo(StepStatus.SKIPPED);
    assertThat(workflow.view().publication()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "BROKEN, FAILED, STEP_FAILED",
    "REFUSED, FAILED, STEP_FAILED",
    "TIMED_OUT, FAILED, TIMED_OUT",
    "CONFLICT, FAILED, PUBLISH_CONFLICT",
    "INTEGRITY, ROLLED_BACK, INTEGRITY_VIOLATED",
  })
  void endsByWhatKindOfFailureItWas(FailureKind kind, WorkflowStatus status, EndedReason reason) {
    Workflow workflow = started();
    next(workflow);

    workflow.record("format", failure(kind), ONCE, NOW);

    assertThat(workflow.view())
        .returns(status, WorkflowView::status)
        .returns(reason, WorkflowView::endedReason);
    assertThat(workflow.view().steps())
        .extracting(WorkflowView.StepView::status)
        .containsExactly(StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.SKIPPED);
    assertThat(next(workflow)).isEqualTo("nothing");
  }

  @Test
  void endsWhenAGateDoesNotHold() {
    Workflow workflow = started();
    next(workflow);
    var gate = new Gate(Gate.Metric.ERRORS, Gate.Operator.AT_MOST, 0, Gate.Scope.ALL);
    var verdicts = List.of(new Verdict(gate, 3, false));

    workflow.record(
        "format",
        new StepResult(
            Outcome.success("done"),
            List.of(),
            verdicts,
            "before",
            "after",
            List.of(),
            Recoveries.failure(
                Stage.QUALITY_GATES, "gates failed: errors <= 0 on all code: 3, failed")),
        ONCE,
        NOW);

    assertThat(workflow.view().endedReason()).isEqualTo(EndedReason.GATE_FAILED);
    assertThat(newEvents(workflow)).contains("gates_judged", "step_failed");
    assertThat(workflow.view().step("format").orElseThrow().error())
        .contains("errors <= 0 on all code: 3");
  }

  @Test
  void goesOnAfterAFailureWhenItWasAskedTo() {
    Workflow workflow = workflow(false, OnFailure.CONTINUE);
    workflow.claimed(CLAIM, NOW);
    next(workflow);

    workflow.record("format", failure(FailureKind.BROKEN), ONCE, NOW);

    assertThat(next(workflow)).isEqualTo("verify");
    assertThat(workflow.view().step("format").orElseThrow().status()).isEqualTo(StepStatus.FAILED);
  }

  @Test
  void goesBackToTheSnapshotWhenItWasAskedTo() {
    Workflow workflow = workflow(false, OnFailure.ROLLBACK);
    workflow.claimed(CLAIM, NOW);
    next(workflow);

    workflow.record("format", failure(FailureKind.BROKEN), ONCE, NOW);

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.ROLLED_BACK);
    assertThat(workflow.view().endedReason()).isEqualTo(EndedReason.STEP_FAILED);
  }

  @Test
  void doesNotGoOnPastItsDeadline() {
    Workflow workflow = workflow(false, OnFailure.CONTINUE);
    workflow.claimed(CLAIM, NOW);
    next(workflow);

    workflow.record("format", failure(FailureKind.TIMED_OUT), ONCE, NOW.plusSeconds(601));

    assertThat(workflow.view().endedReason()).isEqualTo(EndedReason.TIMED_OUT);
  }

  @Test
  void endsAtOnceWhenItIsCancelledBeforeItHasBegun() {
    Workflow workflow = workflow(false, OnFailure.ABORT);

    new Asked(workflow, NOW).toStop(null);

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(workflow.view().endedReason()).isEqualTo(EndedReason.CANCELLED_BY_USER);
  }

  @Test
  void endsAtTheNextStepWhenItIsCancelledOnTheWay() {
    Workflow workflow = started();
    next(workflow);

    new Asked(workflow, NOW).toStop(null);
    new Asked(workflow, NOW).toStop(null);

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.RUNNING);
    assertThat(next(workflow)).isEqualTo("nothing");
    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(workflow.view().steps())
        .extracting(WorkflowView.StepView::status)
        .containsOnly(StepStatus.CANCELLED);
    assertThat(newEvents(workflow)).containsOnlyOnce("cancellation_requested");
  }

  @Test
  void asksNobodyOnceItIsToStop() {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.claimed(CLAIM, NOW);
    next(workflow);

    new Asked(workflow, NOW).toStop(null);
    workflow.record("format", failure(FailureKind.BROKEN), ONCE, NOW);

    assertThat(workflow.view().decision()).isNull();
    assertThat(next(workflow)).isEqualTo("nothing");
    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(workflow.view().endedReason()).isEqualTo(EndedReason.CANCELLED_BY_USER);
  }

  @Test
  void cannotBeCancelledWhileTheTargetIsBeingChanged() {
    Workflow workflow = started();
    for (String step : List.of("format", "verify")) {
      next(workflow);
      workflow.record(step, success(), ONCE, NOW);
    }
    next(workflow);

    assertThatExceptionOfType(ActionNotAllowed.class)
        .isThrownBy(() -> new Asked(workflow, NOW).toStop(null));
    assertThat(workflow.allowedActions()).isEmpty();
  }

  @Test
  void isRolledBackOnceAndHarmlesslyAgain() {
    Workflow workflow = completed();
    assertThat(workflow.allowedActions())
        .containsExactly(WorkflowAction.ROLLBACK, WorkflowAction.RERUN);

    new Asked(workflow, NOW).toRollBack(List.of());
    new Asked(workflow, NOW).toRollBack(List.of());
    assertThat(workflow.next(CLAIM, NOW))
        .hasValueSatisfying(work -> assertThat(work).isInstanceOf(RollBack.class));
    new Aftermath(workflow, NOW).rolledBack("before");
    new Asked(workflow, NOW).toRollBack(List.of());

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.ROLLED_BACK);
    assertThat(workflow.view().step("format").orElseThrow().status())
        .isEqualTo(StepStatus.ROLLED_BACK);
    assertThat(workflow.view().step("verify").orElseThrow().status())
        .isEqualTo(StepStatus.COMPLETED);
    assertThat(next(workflow)).isEqualTo("nothing");
    assertThat(newEvents(workflow)).containsOnlyOnce("rollback_requested");
  }

  @Test
  void staysCompletedWhenItCannotBeRolledBack() {
    Workflow workflow = completed();
    new Asked(workflow, NOW).toRollBack(List.of());

    new Aftermath(workflow, NOW).rollbackFailed("a file was modified");

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(next(workflow)).isEqualTo("nothing");
    assertThat(workflow.allowedActions())
        .containsExactly(WorkflowAction.ROLLBACK, WorkflowAction.RERUN);
  }

  @Test
  void refusesARollbackOfWhatWasNotPublished() {
    Workflow workflow = started();

    assertThatExceptionOfType(ActionNotAllowed.class)
        .isThrownBy(() -> new Asked(workflow, NOW).toRollBack(List.of()))
        .satisfies(problem -> {
          assertThat(problem.getBody().getProperties()).containsEntry("current_status", "running");
          assertThat(problem.getBody().getProperties())
              .containsEntry("allowed_actions", List.of("cancellation", "pause"));
        });
  }

  @Test
  void startsALostStepOnceMore() {
    Workflow workflow = started();
    next(workflow);
    newEvents(workflow);
    var second = new Claim(CLAIM.id(), "quality_x", "other", 2, null);

    workflow.claimed(second, NOW);
    Optional<Work> work = workflow.next(second, NOW);

    assertThat(work)
        .hasValueSatisfying(step -> assertThat(((RunStep) step).attempt()).isEqualTo(2));
    assertThat(newEvents(workflow))
        .containsExactly("workflow_resumed", "attempt_lost", "step_started");
    assertThat(workflow.steps().find("format").orElseThrow().attemptViews())
        .extracting(WorkflowView.AttemptView::status)
        .containsExactly(StepStatus.CANCELLED, StepStatus.RUNNING);
  }

  @Test
  void measuresHowLongAStepTookFromItsFirstAttempt() {
    Workflow workflow = started();
    next(workflow);

    workflow.record("format", success(), ONCE, NOW.plusMillis(1500));

    assertThat(workflow.view().step("format").orElseThrow().durationMs()).isEqualTo(1500);
  }

  private static Workflow inAPhaseOf(@Nullable Duration timeout) {
    var step = Plans.step("verify", "quality/verify", false, OnFailure.ABORT);
    var phase = new PlannedPhase("analysis", PhaseKind.PARALLEL, timeout, List.of(step));
    var workflow =
        new Workflow(
            "quality_x",
            Submitted.of(
                new Plan(
                    "adaptive",
                    "simple",
                    "it is small",
                    2,
                    null,
                    List.of(phase),
                    List.of("mind"),
                    null),
                false,
                Duration.ofMinutes(10)),
            NOW);
    workflow.claimed(CLAIM, NOW);
    return workflow;
  }

  private static Instant deadline(Workflow workflow) {
    return ((RunStep) workflow.next(CLAIM, NOW).orElseThrow()).deadline();
  }

  @Test
  void timesOutWithItsPhaseWhenThatIsEarlier() {
    assertThat(deadline(inAPhaseOf(Duration.ofMinutes(5)))).isEqualTo(NOW.plusSeconds(300));
    assertThat(deadline(inAPhaseOf(Duration.ofMinutes(15)))).isEqualTo(NOW.plusSeconds(600));
    assertThat(deadline(inAPhaseOf(null))).isEqualTo(NOW.plusSeconds(600));
  }

  @Test
  void keepsHowItsPlanCameAboutAndTellsItsWarnings() {
    Workflow workflow = inAPhaseOf(Duration.ofMinutes(5));

    assertThat(workflow.view().plan())
        .isEqualTo(new PlanSummary("simple", "it is small", 2, null, List.of("mind")));
    assertThat(workflow.view().phases().getFirst())
        .returns(PhaseKind.PARALLEL, WorkflowView.PhaseView::kind)
        .returns(300L, WorkflowView.PhaseView::timeoutSeconds);
    assertThat(workflow.news().take()).contains(new WarningRaised("plan", "mind"));
  }

  /** A workflow that awaits a decision because its first step failed. */
  private static Workflow asking() {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.claimed(CLAIM, NOW);
    workflow.next(CLAIM, NOW);
    workflow.record("format", failure(FailureKind.BROKEN), ONCE, NOW);
    return workflow;
  }

  @Test
  void waitsForAnAnswerAndHasNothingToDoMeanwhile() {
    Workflow workflow = asking();

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.AWAITING_DECISION);
    assertThat(workflow.view().decision())
        .returns("format", Decision::step)
        .returns(Answer.ABORT, Decision::otherwise)
        .returns(NOW.plusSeconds(3600), Decision::deadline);
    assertThat(workflow.next(CLAIM, NOW)).isEmpty();
  }

  @Test
  void doesNotLoseItsTimeWhileItWaits() {
    Workflow workflow = asking();
    Instant later = NOW.plusSeconds(3000);

    new Asked(workflow, later).toDecide(Answer.RETRY, false, null);

    assertThat(((RunStep) workflow.next(CLAIM, later).orElseThrow()).deadline())
        .isEqualTo(NOW.plusSeconds(600 + 3000));
  }

  @Test
  void runsTheSameStepOnceMore() {
    Workflow workflow = asking();
    new Asked(workflow, NOW).toDecide(Answer.RETRY, false, null);

    var again = (RunStep) workflow.next(CLAIM, NOW).orElseThrow();

    assertThat(again.name()).isEqualTo("format");
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void goesOnWithTheNextStepWithoutTheFailedOne() {
    Workflow workflow = asking();
    new Asked(workflow, NOW).toDecide(Answer.CONTINUE, false, null);

    assertThat(((RunStep) workflow.next(CLAIM, NOW).orElseThrow()).name()).isEqualTo("verify");
    assertThat(workflow.view().step("format").orElseThrow().status()).isEqualTo(StepStatus.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "ABORT, false, FAILED, DECISION_ABORTED",
    "ABORT, true, FAILED, DECISION_TIMED_OUT",
    "ROLLBACK, false, ROLLED_BACK, DECISION_ABORTED",
  })
  void endsByAnAnswer(Answer answer, boolean timedOut, WorkflowStatus status, EndedReason reason) {
    Workflow workflow = asking();
    new Asked(workflow, NOW).toDecide(answer, timedOut, null);

    assertThat(workflow.view())
        .returns(status, WorkflowView::status)
        .returns(reason, WorkflowView::endedReason)
        .returns(null, WorkflowView::decision);
    assertThat(workflow.view().steps())
        .extracting(WorkflowView.StepView::status)
        .containsExactly(StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.SKIPPED);
  }

  @Test
  void takesOneAnswerOnly() {
    Workflow workflow = asking();
    new Asked(workflow, NOW).toDecide(Answer.CONTINUE, false, null);

    assertThatExceptionOfType(ActionNotAllowed.class)
        .isThrownBy(() -> new Asked(workflow, NOW).toDecide(Answer.ABORT, false, null));
  }

  @ParameterizedTest
  @CsvSource({"INTEGRITY, ROLLED_BACK", "REFUSED, FAILED"})
  void asksNobodyAboutWhatMustNotGoOn(FailureKind kind, WorkflowStatus status) {
    Workflow workflow = workflow(false, OnFailure.DECIDE);
    workflow.claimed(CLAIM, NOW);
    workflow.next(CLAIM, NOW);
    workflow.record("format", failure(kind), ONCE, NOW);

    assertThat(workflow.view().status()).isEqualTo(status);
  }

  @Test
  void isNotRunForEverWhenItTakesEveryNodeWithIt() {
    Workflow workflow = started();
    for (int lost = 0; lost < 5; lost++) {
      assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.RUNNING);
      workflow.next(CLAIM, NOW);
      workflow.claimed(CLAIM, NOW);
    }

    assertThat(workflow.view())
        .returns(WorkflowStatus.FAILED, WorkflowView::status)
        .returns(EndedReason.WORKER_LOST, WorkflowView::endedReason);
    assertThat(workflow.news().take())
        .contains(new StepFailed("format", 0, "5 attempts were lost with their nodes", null));
    assertThat(workflow.next(CLAIM, NOW)).isEmpty();
  }

  @Test
  void doesNotCountAttemptsThatFailedByThemselvesAsLost() {
    Workflow workflow = asking();
    for (int again = 0; again < 6; again++) {
      new Asked(workflow, NOW).toDecide(Answer.RETRY, false, null);
      workflow.claimed(CLAIM, NOW);
      workflow.next(CLAIM, NOW);
      workflow.record("format", failure(FailureKind.BROKEN), ONCE, NOW);
    }

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.AWAITING_DECISION);
  }
}
