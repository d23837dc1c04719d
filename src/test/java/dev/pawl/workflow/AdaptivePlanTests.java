package dev.pawl.workflow;

import static dev.pawl.workflow.WorkflowViewMapper.toView;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.RetrySettings;
import dev.pawl.lock.Claim;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import dev.pawl.plan.TestPlans;
import dev.pawl.recovery.RecoveryFixtures;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.Workflow.TimedEvent;
import dev.pawl.workflow.WorkflowEvent.PhaseFellBack;
import dev.pawl.workflow.WorkflowEvent.PlanAdjusted;
import dev.pawl.workflow.WorkflowView.PaceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the adjustment of adaptive plans during execution. */
class AdaptivePlanTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RecoveryPolicy SINGLE_ATTEMPT = RecoveryFixtures.policy(1);
  private static final Claim CLAIM = new Claim(UUID.randomUUID(), "quality_x", "node", 1, null);

  /** A parallel phase with two read-only steps, a modifying phase and a parallel final phase, each with 100 seconds. */
  private static Workflow workflow(int parallel, @Nullable OptimizationLevel level) {
    var phases =
        List.of(
            phase("analysis", PhaseKind.PARALLEL, "verify", "analyze"),
            phase("modifications", PhaseKind.SEQUENTIAL, "format"),
            phase("final", PhaseKind.PARALLEL, "look", "look_again"));
    var plan =
        new Plan(
            "adaptive",
            "performance",
            "large",
            parallel,
            level,
            phases,
            List.of(),
            List.of(),
            null);
    var workflow =
        new Workflow(
            "quality_x",
            NewWorkflows.of(plan, false, Duration.ofHours(1)),
            NodeCapabilities.NONE,
            NOW);
    workflow.onClaimed(CLAIM, NOW);
    return workflow;
  }

  private static PlannedPhase phase(String name, PhaseKind kind, String... steps) {
    return new PlannedPhase(
        name,
        kind,
        Duration.ofSeconds(100),
        List.of(steps).stream()
            .map(step ->
                TestPlans.step(step, "quality/" + step, step.equals("format"), OnFailure.ABORT))
            .toList());
  }

  private static @Nullable RunStep nextStep(Workflow workflow, Instant now) {
    return workflow.nextItem(CLAIM, now).orElse(null) instanceof RunStep step ? step : null;
  }

  private static StepResult success() {
    return new StepResult(
        CommandResult.success("done"), List.of(), List.of(), "before", "after", List.of(), null);
  }

  private static StepResult failure(FailureKind kind, StepStage stage) {
    return new StepResult(
        CommandResult.failure(kind, "it broke"),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        RecoveryFixtures.failure(stage, "it broke"));
  }

  /** Runs the first phase with the given duration in seconds. */
  private static Instant runAnalysisPhase(Workflow workflow, int seconds) {
    Instant end = NOW.plusSeconds(seconds);
    for (RunStep step = nextStep(workflow, NOW);
        step != null && !step.name().equals("format");
        step = nextStep(workflow, end)) {
      workflow.recordResult(step.name(), success(), SINGLE_ATTEMPT, end);
    }
    return end;
  }

  @ParameterizedTest
  @CsvSource({"81, 1, 150", "80, 2, 100", "20, 2, 100", "100, 1, 150"})
  void slowsDownAfterALongPhase(int seconds, int parallel, int timeoutPercent) {
    Workflow workflow = workflow(2, null);

    runAnalysisPhase(workflow, seconds);

    PaceView expected = timeoutPercent == 100 ? null : new PaceView(parallel, timeoutPercent);
    assertThat(toView(workflow).pace()).isEqualTo(expected);
  }

  @Test
  void extendsTimeoutsOfLaterPhasesByHalf() {
    Workflow workflow = workflow(2, null);
    assertThat(nextStep(workflow, NOW).timeout()).isEqualTo(Duration.ofMinutes(1));
    for (String step : List.of("verify", "analyze")) {
      nextStep(workflow, NOW);
      workflow.recordResult(step, success(), SINGLE_ATTEMPT, NOW.plusSeconds(90));
    }
    workflow.drainEvents(NOW);

    RunStep format = nextStep(workflow, NOW.plusSeconds(90));

    assertThat(format.name()).isEqualTo("format");
    assertThat(format.timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(format.deadline()).isEqualTo(NOW.plusSeconds(90 + 150));
  }

  @Test
  void restoresParallelismAfterAShortPhase() {
    Workflow workflow = workflow(2, null);
    Instant end = runAnalysisPhase(workflow, 90);
    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .contains(new PlanAdjusted("analysis", 90, 1, 150));

    workflow.recordResult("format", success(), SINGLE_ATTEMPT, end.plusSeconds(1));

    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .contains(new PlanAdjusted("modifications", 0, 2, 150));
    assertThat(nextStep(workflow, end.plusSeconds(1)).name()).isEqualTo("look");
    assertThat(nextStep(workflow, end.plusSeconds(1)).name()).isEqualTo("look_again");
  }

  @Test
  void fallsBackOnceToSequentialExecution() {
    Workflow workflow = workflow(2, null);
    nextStep(workflow, NOW);
    nextStep(workflow, NOW);
    Instant later = NOW.plusSeconds(30);

    workflow.recordResult(
        "verify", failure(FailureKind.BROKEN, StepStage.EXECUTION), SINGLE_ATTEMPT, later);

    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .contains(new PhaseFellBack("analysis", "verify", "it broke"));
    RunStep retry = nextStep(workflow, later);
    assertThat(retry.name()).isEqualTo("verify");
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(retry.settings()).isEqualTo(RetrySettings.DEFAULT.simplified());
    assertThat(retry.deadline()).isEqualTo(later.plusSeconds(100));
    assertThat(nextStep(workflow, later)).as("no parallel step").isNull();
    workflow.recordResult("verify", success(), SINGLE_ATTEMPT, later);
    assertThat(nextStep(workflow, later).settings()).isEqualTo(RetrySettings.DEFAULT.simplified());

    workflow.recordResult(
        "analyze", failure(FailureKind.BROKEN, StepStage.EXECUTION), SINGLE_ATTEMPT, later);

    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.FAILED);
    assertThat(toView(workflow).phases().getFirst().fellBackAt()).isEqualTo(later);
  }

  @Test
  void countsNoWaitsForTheNodeAgainstThePhase() {
    Workflow workflow = workflow(2, null);
    nextStep(workflow, NOW);
    nextStep(workflow, NOW);
    Phase analysis = workflow.steps().find("analyze").orElseThrow().phase();
    Instant failed = NOW.plusSeconds(400);
    analysis.creditWait(Duration.ofSeconds(1), NOW.plusSeconds(380));
    analysis.creditWait(Duration.ofSeconds(380), NOW.plusSeconds(390));
    analysis.creditWait(Duration.ofSeconds(370), NOW.plusSeconds(395));

    workflow.recordResult(
        "analyze",
        failure(FailureKind.BROKEN, StepStage.EXECUTION),
        RecoveryFixtures.policy(5),
        failed);

    RunStep retry = nextStep(workflow, failed.plusSeconds(30));
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(retry.deadline()).isEqualTo(NOW.plusSeconds(100 + 385));
    assertThat(toView(workflow).phases().getFirst().fellBackAt()).isNull();
  }

  @Test
  void fallsBackWhenThePhaseTimesOut() {
    Workflow workflow = workflow(2, null);
    nextStep(workflow, NOW);
    Instant late = NOW.plusSeconds(101);

    workflow.recordResult(
        "verify",
        failure(FailureKind.TIMED_OUT, StepStage.EXECUTION),
        RecoveryFixtures.policy(5),
        late);

    assertThat(nextStep(workflow, late).deadline()).isEqualTo(late.plusSeconds(100));
    assertThat(toView(workflow).status()).isEqualTo(WorkflowStatus.RUNNING);
  }

  @Test
  void doesNotFallBackOnRefusalOrGateFailure() {
    Workflow refused = workflow(2, null);
    nextStep(refused, NOW);
    refused.recordResult(
        "verify", failure(FailureKind.REFUSED, StepStage.EXECUTION), SINGLE_ATTEMPT, NOW);
    Workflow gateFailed = workflow(2, null);
    nextStep(gateFailed, NOW);
    gateFailed.recordResult(
        "verify", failure(FailureKind.BROKEN, StepStage.QUALITY_GATES), SINGLE_ATTEMPT, NOW);

    assertThat(toView(refused).status()).isEqualTo(WorkflowStatus.FAILED);
    assertThat(toView(gateFailed).status()).isEqualTo(WorkflowStatus.FAILED);
  }

  @Test
  void limitsAttemptsToTheOptimizationLevel() {
    int cpus = Runtime.getRuntime().availableProcessors();

    assertThat(nextStep(workflow(2, OptimizationLevel.CONSERVATIVE), NOW).settings())
        .isEqualTo(RetrySettings.DEFAULT.withLimits(1, false));
    assertThat(nextStep(workflow(2, OptimizationLevel.MAXIMUM), NOW).settings())
        .isEqualTo(RetrySettings.DEFAULT.withLimits(Math.min(8, cpus), true));
    assertThat(nextStep(workflow(2, null), NOW).settings()).isEqualTo(RetrySettings.DEFAULT);
  }

  @Test
  void reportsExternalChangesOnce() {
    Workflow workflow = workflow(2, null);
    workflow.drainEvents(NOW);

    workflow.recordExternalChanges(List.of("A.java"));
    workflow.recordExternalChanges(List.of("A.java"));

    assertThat(workflow.drainEvents(NOW))
        .extracting(TimedEvent::event)
        .containsExactly(new WorkflowEvent.TargetChangedOutside(List.of("A.java"), 1));
    assertThat(toView(workflow).outsideChanges()).containsExactly("A.java");
    assertThat(nextStep(workflow, NOW).context().externalChanges()).containsExactly("A.java");
  }

  @Test
  void reportsNoExternalChangesAfterTheEnd() {
    Workflow workflow = workflow(2, null);
    workflow.cancel(NOW);
    workflow.drainEvents(NOW);

    workflow.recordExternalChanges(List.of("A.java"));

    assertThat(workflow.drainEvents(NOW)).isEmpty();
    assertThat(toView(workflow).outsideChanges()).isEmpty();
  }

  @Test
  void readsSettingsStoredByEarlierVersions() {
    String stored =
        "{\"parallelism\":1,\"share\":2,\"patience\":150,\"simple\":false,\"without\":[],\"avoided\":[]}";

    assertThat(JsonColumnConfiguration.MAPPER.readValue(stored, RetrySettings.class))
        .isEqualTo(RetrySettings.DEFAULT.withReducedLoad());
  }
}
