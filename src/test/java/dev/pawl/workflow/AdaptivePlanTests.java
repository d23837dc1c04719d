package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Conditions;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Planning.OptimizationLevel;
import dev.pawl.plan.Plans;
import dev.pawl.recovery.Recoveries;
import dev.pawl.recovery.Recovery;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
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
  private static final Recovery ONCE = Recoveries.of(1);
  private static final Claim CLAIM = new Claim(UUID.randomUUID(), "quality_x", "node", 1, null);

  /** A parallel phase with two read-only steps, a modifying phase and a parallel final phase, each with 100 seconds. */
  private static Workflow workflow(int parallel, @Nullable OptimizationLevel level) {
    var phases =
        List.of(
            phase("analysis", PhaseKind.PARALLEL, "verify", "analyze"),
            phase("modifications", PhaseKind.SEQUENTIAL, "format"),
            phase("final", PhaseKind.PARALLEL, "look", "look_again"));
    var plan =
        new Plan("adaptive", "performance", "large", parallel, level, phases, List.of(), null);
    var workflow = new Workflow("quality_x", Submitted.of(plan, false, Duration.ofHours(1)), NOW);
    workflow.claimed(CLAIM, NOW);
    return workflow;
  }

  private static PlannedPhase phase(String name, PhaseKind kind, String... steps) {
    return new PlannedPhase(
        name,
        kind,
        Duration.ofSeconds(100),
        List.of(steps).stream()
            .map(
                step -> Plans.step(step, "quality/" + step, step.equals("format"), OnFailure.ABORT))
            .toList());
  }

  private static @Nullable RunStep next(Workflow workflow, Instant at) {
    return workflow.next(CLAIM, at).orElse(null) instanceof RunStep step ? step : null;
  }

  private static StepResult done() {
    return new StepResult(
        Outcome.success("done"), List.of(), List.of(), "before", "after", List.of(), null);
  }

  private static StepResult failed(FailureKind kind, Stage stage) {
    return new StepResult(
        Outcome.failure(kind, "it broke"),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        Recoveries.failure(stage, "it broke"));
  }

  /** Runs the first phase with the given duration in seconds. */
  private static Instant analyse(Workflow workflow, int seconds) {
    Instant end = NOW.plusSeconds(seconds);
    for (RunStep step = next(workflow, NOW);
        step != null && !step.name().equals("format");
        step = next(workflow, end)) {
      workflow.record(step.name(), done(), ONCE, end);
    }
    return end;
  }

  @ParameterizedTest
  @CsvSource({"81, 1, 150", "80, 2, 100", "20, 2, 100", "100, 1, 150"})
  void slowsDownAfterALongPhase(int seconds, int parallel, int patience) {
    Workflow workflow = workflow(2, null);

    analyse(workflow, seconds);

    PaceView expected = patience == 100 ? null : new PaceView(parallel, patience);
    assertThat(workflow.view().pace()).isEqualTo(expected);
  }

  @Test
  void givesTheNextPhasesHalfAgainTheTime() {
    Workflow workflow = workflow(2, null);
    assertThat(next(workflow, NOW).timeout()).isEqualTo(Duration.ofMinutes(1));
    for (String step : List.of("verify", "analyze")) {
      next(workflow, NOW);
      workflow.record(step, done(), ONCE, NOW.plusSeconds(90));
    }
    workflow.news().take();

    RunStep format = next(workflow, NOW.plusSeconds(90));

    assertThat(format.name()).isEqualTo("format");
    assertThat(format.timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(format.deadline()).isEqualTo(NOW.plusSeconds(90 + 150));
  }

  @Test
  void goesFasterAgainAfterAShortPhaseUpToThePlan() {
    Workflow workflow = workflow(2, null);
    Instant end = analyse(workflow, 90);
    assertThat(workflow.news().take()).contains(new PlanAdjusted("analysis", 90, 1, 150));

    workflow.record("format", done(), ONCE, end.plusSeconds(1));

    assertThat(workflow.news().take()).contains(new PlanAdjusted("modifications", 0, 2, 150));
    assertThat(next(workflow, end.plusSeconds(1)).name()).isEqualTo("look");
    assertThat(next(workflow, end.plusSeconds(1)).name()).isEqualTo("look_again");
  }

  @Test
  void fallsBackOnceWithTheSameCommandsOneAtATime() {
    Workflow workflow = workflow(2, null);
    next(workflow, NOW);
    next(workflow, NOW);
    Instant later = NOW.plusSeconds(30);

    workflow.record("verify", failed(FailureKind.BROKEN, Stage.EXECUTION), ONCE, later);

    assertThat(workflow.news().take())
        .contains(new PhaseFellBack("analysis", "verify", "it broke"));
    RunStep again = next(workflow, later);
    assertThat(again.name()).isEqualTo("verify");
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.conditions()).isEqualTo(Conditions.USUAL.simpler());
    assertThat(again.deadline()).isEqualTo(later.plusSeconds(100));
    assertThat(next(workflow, later)).as("no parallel step").isNull();
    workflow.record("verify", done(), ONCE, later);
    assertThat(next(workflow, later).conditions()).isEqualTo(Conditions.USUAL.simpler());

    workflow.record("analyze", failed(FailureKind.BROKEN, Stage.EXECUTION), ONCE, later);

    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.FAILED);
    assertThat(workflow.view().phases().getFirst().fellBackAt()).isEqualTo(later);
  }

  @Test
  void fallsBackWhenThePhaseHasNoTimeLeft() {
    Workflow workflow = workflow(2, null);
    next(workflow, NOW);
    Instant late = NOW.plusSeconds(101);

    workflow.record(
        "verify", failed(FailureKind.TIMED_OUT, Stage.EXECUTION), Recoveries.of(5), late);

    assertThat(next(workflow, late).deadline()).isEqualTo(late.plusSeconds(100));
    assertThat(workflow.view().status()).isEqualTo(WorkflowStatus.RUNNING);
  }

  @Test
  void doesNotFallBackWhereThatCannotHelp() {
    Workflow refused = workflow(2, null);
    next(refused, NOW);
    refused.record("verify", failed(FailureKind.REFUSED, Stage.EXECUTION), ONCE, NOW);
    Workflow judged = workflow(2, null);
    next(judged, NOW);
    judged.record("verify", failed(FailureKind.BROKEN, Stage.QUALITY_GATES), ONCE, NOW);

    assertThat(refused.view().status()).isEqualTo(WorkflowStatus.FAILED);
    assertThat(judged.view().status()).isEqualTo(WorkflowStatus.FAILED);
  }

  @Test
  void keepsWithinItsOptimizationLevel() {
    int cpus = Runtime.getRuntime().availableProcessors();

    assertThat(next(workflow(2, OptimizationLevel.CONSERVATIVE), NOW).conditions())
        .isEqualTo(Conditions.USUAL.within(1, false));
    assertThat(next(workflow(2, OptimizationLevel.MAXIMUM), NOW).conditions())
        .isEqualTo(Conditions.USUAL.within(Math.min(8, cpus), true));
    assertThat(next(workflow(2, null), NOW).conditions()).isEqualTo(Conditions.USUAL);
  }

  @Test
  void tellsOnceWhatOthersChange() {
    Workflow workflow = workflow(2, null);
    workflow.news().take();

    new Aftermath(workflow, NOW).noticed(List.of("A.java"));
    new Aftermath(workflow, NOW).noticed(List.of("A.java"));

    assertThat(workflow.news().take())
        .containsExactly(new WorkflowEvent.TargetChangedOutside(List.of("A.java"), 1));
    assertThat(workflow.view().outsideChanges()).containsExactly("A.java");
    assertThat(next(workflow, NOW).beside().outsideChanges()).containsExactly("A.java");
  }

  @Test
  void tellsNothingAfterTheEnd() {
    Workflow workflow = workflow(2, null);
    workflow.cancel(NOW);
    workflow.news().take();

    new Aftermath(workflow, NOW).noticed(List.of("A.java"));

    assertThat(workflow.news().take()).isEmpty();
    assertThat(workflow.view().outsideChanges()).isEmpty();
  }

  @Test
  void readsConditionsThatWereKeptBeforeThereWereLevels() {
    String kept =
        "{\"parallelism\":1,\"share\":2,\"patience\":150,\"simple\":false,\"without\":[],\"avoided\":[]}";

    assertThat(JsonColumns.MAPPER.readValue(kept, Conditions.class))
        .isEqualTo(Conditions.USUAL.gentler());
  }
}
