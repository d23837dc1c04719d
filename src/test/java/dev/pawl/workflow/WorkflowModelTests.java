package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plans;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.Recoveries;
import dev.pawl.recovery.Recovery;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.RollBack;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Model-based test: random walks over allowed and rejected actions never reach an invalid state or a dead end. */
class WorkflowModelTests {

  private static final Recovery RECOVERY = Recoveries.of(2);
  private static final int WALKS = 400;
  private static final int MOVES = 80;

  /** A random walk with one workflow, one node that executes it, and users who request actions. */
  private static final class Walk {

    private final Random random;
    private final List<JsonNode> events = new ArrayList<>();
    private final List<RunStep> running = new ArrayList<>();
    private final Workflow workflow;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long epoch;
    private @Nullable Claim claim;

    Walk(long seed) {
      random = new Random(seed);
      workflow = new Workflow("quality_x", accepted(), now);
    }

    private <T> T one(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    private Accepted accepted() {
      OnFailure onFailure = one(List.of(OnFailure.values()));
      var phases =
          new ArrayList<>(
              List.of(
                  Plans.phase(
                      "prepare", Plans.step("snapshot", "snapshot/create", true, OnFailure.ABORT)),
                  new PlannedPhase(
                      "look",
                      PhaseKind.PARALLEL,
                      null,
                      List.of(
                          Plans.step("verify", "quality/verify", false, onFailure),
                          Plans.step("analyze", "quality/analyze", false, onFailure),
                          Plans.step("dedupe", "quality/dedupe", false, OnFailure.CONTINUE))),
                  Plans.phase(
                      "change", compensated("own", onFailure), compensated("other", onFailure)),
                  Plans.phase(
                      "publish", Plans.step("publish", "publish/apply", true, OnFailure.ABORT))));
      return new Accepted(
          Target.directory("/targets/x"),
          new Plan("test", "fixed", "a walk", 1 + random.nextInt(3), null, phases, List.of(), null),
          random.nextInt(4) == 0,
          Duration.ofMinutes(30),
          random.nextBoolean(),
          Duration.ofMinutes(10),
          Map.of(),
          5,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }

    private PlannedStep compensated(String name, OnFailure onFailure) {
      var undo = new Compensation("team/undo", null, Duration.ofMinutes(1));
      return new PlannedStep(
          name,
          "team/" + name,
          "",
          true,
          Duration.ofMinutes(1),
          onFailure,
          List.of(),
          null,
          1,
          List.of(),
          random.nextBoolean() ? undo : null);
    }

    private static StepResult success() {
      return new StepResult(
          Outcome.success("done").with("files_published", 2),
          List.<Finding>of(),
          List.of(),
          "before",
          "after",
          List.of(),
          null);
    }

    private StepResult failure() {
      FailureKind kind = one(List.of(FailureKind.values()));
      Stage stage =
          one(List.of(Stage.EXECUTION, Stage.EXECUTION, Stage.QUALITY_GATES, Stage.AGENTS));
      String message = one(List.of("it broke", "No space left", "syntax", "timeout", "memory"));
      FailureReport report = Recoveries.failure(stage, message, "a.txt");
      Outcome outcome =
          stage == Stage.QUALITY_GATES ? Outcome.success("done") : Outcome.failure(kind, message);
      return new StepResult(outcome, List.of(), List.of(), "before", "after", List.of(), report);
    }

    void move() {
      now = now.plusMillis(random.nextInt(5000));
      switch (random.nextInt(16)) {
        case 0 ->
            ask(
                WorkflowAction.CANCELLATION,
                asked -> asked.toStop(random.nextBoolean() ? null : "newer"));
        case 1 -> ask(WorkflowAction.PAUSE, Asked::toPause);
        case 2 -> ask(WorkflowAction.RESUMPTION, Asked::toGoOn);
        case 3 ->
            ask(
                WorkflowAction.ROLLBACK,
                asked -> asked.toRollBack(one(List.of(List.of(), List.of("src/**")))));
        case 4 -> ask(WorkflowAction.RERUN, asked -> asked.again(null));
        case 5, 6 -> answer();
        case 7 -> {
          now = now.plus(Duration.ofMinutes(random.nextInt(12)));
          new Asked(workflow, now).nobodyAnswered();
        }
        case 8 -> die();
        default -> work();
      }
      told();
      checkState();
    }

    /** Checks that an action that is not allowed is rejected with the allowed ones and changes nothing. */
    private void ask(WorkflowAction action, java.util.function.Consumer<Asked> verb) {
      WorkflowView before = workflow.view();
      boolean harmless =
          action == WorkflowAction.CANCELLATION && before.cancelRequested()
              || action == WorkflowAction.PAUSE && before.pauseRequested()
              || action == WorkflowAction.ROLLBACK
                  && (before.rollbackRequested()
                      || before.status() == WorkflowStatus.ROLLED_BACK
                          && before.publication() != null);
      boolean allowed = before.allowedActions().contains(action);
      try {
        verb.accept(new Asked(workflow, now));
        assertThat(allowed || harmless).as("%s was allowed in %s", action, before).isTrue();
      } catch (ActionNotAllowed refused) {
        assertThat(allowed).as("%s was rejected in %s", action, before).isFalse();
        assertThat(refused.getBody().getProperties())
            .containsEntry("current_status", before.status().word())
            .containsEntry(
                "allowed_actions",
                before.allowedActions().stream().map(WorkflowAction::word).toList());
        assertThat(workflow.view()).isEqualTo(before);
      }
    }

    private void answer() {
      Answer answer = one(List.of(Answer.values()));
      Decision open = workflow.view().decision();
      if (open == null || open.options().contains(answer)) {
        ask(WorkflowAction.DECISION, asked -> asked.toDecide(answer, false, null));
      } else {
        WorkflowView before = workflow.view();
        try {
          new Asked(workflow, now).toDecide(answer, false, null);
          throw new AssertionError(answer + " was accepted by " + open);
        } catch (ActionNotAllowed refused) {
          assertThat(workflow.view()).isEqualTo(before);
        }
      }
    }

    private boolean hasWork() {
      WorkflowView view = workflow.view();
      return view.status() == WorkflowStatus.QUEUED
          || view.status() == WorkflowStatus.RUNNING
          || view.rollbackRequested();
    }

    /** Simulates the crash of the node, with all running steps. */
    private void die() {
      running.clear();
      claim = null;
    }

    private void work() {
      if (claim == null) {
        if (hasWork()) {
          claim = new Claim(UUID.randomUUID(), "quality_x", "node-" + ++epoch, epoch, null);
          workflow.claimed(claim, now);
        }
        return;
      }
      if (!running.isEmpty() && random.nextInt(3) > 0) {
        RunStep step = running.remove(random.nextInt(running.size()));
        if (workflow.steps().runs(step.name(), step.attempt())) {
          workflow.record(
              step.name(), random.nextInt(3) > 0 ? success() : failure(), RECOVERY, now);
        }
      }
      next(claim);
    }

    private void next(Claim held) {
      Optional<Work> work = workflow.next(held, now);
      if (work.isEmpty()) {
        // The node interrupts steps that are still running when the workflow ends.
        die();
        return;
      }
      switch (work.get()) {
        case RunStep step -> running.add(step);
        case Work.Wait wait ->
            assertThat(wait.until() != null || !running.isEmpty())
                .as("waits for nothing: %s", workflow.view())
                .isTrue();
        case RollBack rollback -> {
          var after = new Aftermath(workflow, now);
          if (random.nextInt(3) > 0) {
            after.rolledBack(rollback.paths().isEmpty() ? "before" : "between");
          } else {
            after.rollbackFailed("a file was modified");
          }
        }
      }
    }

    private void told() {
      for (WorkflowEvent event : workflow.news().take()) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("sequence", events.size() + 1L);
        node.put("type", event.eventType());
        node.set("data", JsonColumns.MAPPER.valueToTree(event));
        events.add(node);
      }
    }

    private void checkState() {
      WorkflowView view = workflow.view();
      JsonNode stored = JsonColumns.MAPPER.valueToTree(view);
      assertThat(new EventFold(events).toString()).isEqualTo(EventFold.stored(stored));
      assertThat(view.decision() != null)
          .as("has a decision exactly while awaiting one: %s", view)
          .isEqualTo(view.status() == WorkflowStatus.AWAITING_DECISION);
      assertThat(view.endedReason() != null).isEqualTo(view.status().ended());
      assertThat(view.endedAt() != null).isEqualTo(view.status().ended());
      boolean takingBack = view.rollbackRequested();
      if (view.status().ended() && !takingBack) {
        Set<StepStatus> open = EnumSet.of(StepStatus.PENDING, StepStatus.RUNNING);
        assertThat(view.steps())
            .as("ended: %s", view)
            .noneMatch(step -> open.contains(step.status()));
        assertThat(view.phases()).noneMatch(phase -> open.contains(phase.status()));
      }
      if (view.publication() != null && view.status() == WorkflowStatus.COMPLETED) {
        assertThat(view.dryRun()).isFalse();
      }
    }

    /** Checks that the workflow ends without further user actions. */
    void finish() {
      for (int moves = 0; moves < 200; moves++) {
        if (workflow.view().status() == WorkflowStatus.AWAITING_DECISION) {
          now = now.plus(Duration.ofMinutes(11));
          new Asked(workflow, now).nobodyAnswered();
        } else if (!hasWork()) {
          assertThat(workflow.view().status().ended()).as("%s", workflow.view()).isTrue();
          return;
        }
        now = now.plusSeconds(31);
        work();
        told();
        checkState();
      }
      throw new AssertionError("never ends: " + workflow.view());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverReachesAnIllegalState(long seed) {
    var ends = EnumSet.noneOf(WorkflowStatus.class);
    for (int number = 0; number < WALKS; number++) {
      var walk = new Walk(seed * 1_000_000 + number);
      for (int move = 0; move < MOVES; move++) {
        walk.move();
      }
      walk.finish();
      ends.add(walk.workflow.view().status());
    }
    assertThat(ends).as("the walks reach every end status").hasSize(4);
  }
}
