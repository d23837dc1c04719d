package dev.pawl.workflow;

import static dev.pawl.workflow.WorkflowViewMapper.toView;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LockConflict;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plan.TargetRules;
import dev.pawl.plan.TestPlans;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.RecoveryFixtures;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.recovery.StepStage;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkItem.Rollback;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.Workflow.TimedEvent;
import dev.pawl.workflow.WorkflowEvent.EventView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Model-based test: random walks over allowed and rejected actions never reach an invalid state or a dead end. */
class WorkflowModelTests {

  private static final RecoveryPolicy RECOVERY = RecoveryFixtures.policy(2);
  private static final int WALKS = 400;
  private static final int ACTIONS_PER_WALK = 80;

  /** A random walk with one workflow, one node that executes it, and users who request actions. */
  private static final class RandomWalk {

    private final Random random;
    private final List<JsonNode> events = new ArrayList<>();
    private final List<EventView> storedEvents = new ArrayList<>();
    private final Map<Long, WorkflowView> views = new TreeMap<>();
    private final List<RunStep> running = new ArrayList<>();
    private final Workflow workflow;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long epoch;
    private int deferrals;
    private @Nullable Claim claim;

    RandomWalk(long seed) {
      random = new Random(seed);
      workflow = new Workflow("quality_x", newSubmission(), NodeCapabilities.NONE, now);
    }

    private <T> T choose(List<T> candidates) {
      return candidates.get(random.nextInt(candidates.size()));
    }

    private NewWorkflow newSubmission() {
      OnFailure onFailure = choose(List.of(OnFailure.values()));
      var phases =
          new ArrayList<>(
              List.of(
                  TestPlans.phase(
                      "prepare",
                      TestPlans.step("snapshot", "snapshot/create", true, OnFailure.ABORT)),
                  new PlannedPhase(
                      "look",
                      PhaseKind.PARALLEL,
                      choose(Arrays.asList(null, Duration.ofSeconds(20))),
                      List.of(
                          TestPlans.step("verify", "quality/verify", false, onFailure),
                          TestPlans.step("analyze", "quality/analyze", false, onFailure),
                          TestPlans.step("dedupe", "quality/dedupe", false, OnFailure.CONTINUE))),
                  TestPlans.phase(
                      "change",
                      compensableStep("own", onFailure),
                      compensableStep("other", onFailure)),
                  TestPlans.phase(
                      "publish",
                      TestPlans.step("publish", "publish/apply", true, OnFailure.ABORT))));
      return new NewWorkflow(
          Target.directory("/targets/x"),
          null,
          new Plan(
              "test",
              "fixed",
              "a walk",
              1 + random.nextInt(3),
              null,
              phases,
              List.of(),
              List.of(),
              null),
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
          null,
          RuleSettings.DEFAULT,
          Map.of(),
          null,
          Map.of(),
          null);
    }

    private PlannedStep compensableStep(String name, OnFailure onFailure) {
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
          random.nextBoolean() ? undo : null,
          TargetRules.NONE);
    }

    private static StepResult success() {
      return new StepResult(
          CommandResult.success("done").withMetric("files_published", 2),
          List.<Finding>of(),
          List.of(),
          "before",
          "after",
          List.of(),
          null);
    }

    private StepResult failure() {
      FailureKind kind = choose(List.of(FailureKind.values()));
      StepStage stage =
          choose(
              List.of(
                  StepStage.EXECUTION,
                  StepStage.EXECUTION,
                  StepStage.QUALITY_GATES,
                  StepStage.AGENTS));
      String message = choose(List.of("it broke", "No space left", "syntax", "timeout", "memory"));
      FailureReport report = RecoveryFixtures.failure(stage, message, "a.txt");
      CommandResult outcome =
          stage == StepStage.QUALITY_GATES
              ? CommandResult.success("done")
              : CommandResult.failure(kind, message);
      return new StepResult(outcome, List.of(), List.of(), "before", "after", List.of(), report);
    }

    void performRandomAction() {
      now = now.plusMillis(random.nextInt(5000));
      switch (random.nextInt(17)) {
        case 0 ->
            request(
                WorkflowAction.CANCELLATION,
                handler -> handler.cancel(random.nextBoolean() ? null : "newer"));
        case 1 -> request(WorkflowAction.PAUSE, WorkflowActionHandler::pause);
        case 2 -> request(WorkflowAction.RESUMPTION, WorkflowActionHandler::resume);
        case 3 ->
            request(
                WorkflowAction.ROLLBACK,
                handler -> handler.rollback(choose(List.of(List.of(), List.of("src/**")))));
        case 4 -> request(WorkflowAction.RERUN, handler -> handler.rerun(null));
        case 5, 6 -> answerDecision();
        case 7 -> {
          now = now.plus(Duration.ofMinutes(random.nextInt(12)));
          new WorkflowActionHandler(workflow, now).expireDecision();
        }
        case 8 -> crashNode();
        case 9 -> failInternally();
        case 10 ->
            request(
                WorkflowAction.PUBLICATION,
                handler -> handler.publish(choose(List.of(List.of(), List.of("src/**")))));
        default -> runNode();
      }
      recordEvents();
      checkState();
    }

    /** Checks that an action that is not allowed is rejected with the allowed ones and changes nothing. */
    private void request(
        WorkflowAction action, java.util.function.Consumer<WorkflowActionHandler> call) {
      WorkflowView before = toView(workflow);
      boolean isRepeat =
          action == WorkflowAction.CANCELLATION && before.cancelRequested()
              || action == WorkflowAction.PAUSE && before.pauseRequested()
              || action == WorkflowAction.PUBLICATION && before.publicationRequested()
              || action == WorkflowAction.ROLLBACK
                  && (before.rollbackRequested()
                      || before.status() == WorkflowStatus.ROLLED_BACK
                          && before.publication() != null);
      boolean allowed = before.allowedActions().contains(action);
      try {
        call.accept(new WorkflowActionHandler(workflow, now));
        assertThat(allowed || isRepeat).as("%s was allowed in %s", action, before).isTrue();
      } catch (ActionNotAllowedException rejected) {
        assertThat(allowed).as("%s was rejected in %s", action, before).isFalse();
        assertThat(rejected.getBody().getProperties())
            .containsEntry("current_status", before.status().value())
            .containsEntry(
                "allowed_actions",
                before.allowedActions().stream().map(WorkflowAction::value).toList());
        assertThat(toView(workflow)).isEqualTo(before);
      }
    }

    private void answerDecision() {
      DecisionAnswer answer = choose(List.of(DecisionAnswer.values()));
      Decision decision = toView(workflow).decision();
      if (decision == null || decision.options().contains(answer)) {
        request(WorkflowAction.DECISION, handler -> handler.decide(answer, false, null));
      } else {
        WorkflowView before = toView(workflow);
        try {
          new WorkflowActionHandler(workflow, now).decide(answer, false, null);
          throw new AssertionError(answer + " was accepted by " + decision);
        } catch (ActionNotAllowedException rejected) {
          assertThat(toView(workflow)).isEqualTo(before);
        }
      }
    }

    private boolean hasWork() {
      WorkflowView view = toView(workflow);
      return view.status() == WorkflowStatus.QUEUED
          || view.status() == WorkflowStatus.RUNNING
          || view.rollbackRequested()
          || workflow.result().isPublishing();
    }

    private void failInternally() {
      if (random.nextInt(8) == 0 && !toView(workflow).status().isEnded()) {
        crashNode();
        workflow.failInternally("a defect", now);
      }
    }

    /** Simulates waits for locks and agents, and changes of the target from outside. */
    private void waitForResources() {
      if (random.nextBoolean()) {
        workflow.endLockWait();
      } else if (workflow.status() == WorkflowStatus.RUNNING
          && workflow.waitState().awaitedLock() == null) {
        workflow.awaitLock("publish:x", new LockConflict("publish:x", "quality_y", 2));
      }
      if (!running.isEmpty()) {
        RunStep step = choose(running);
        if (workflow.steps().isRunning(step.name(), step.attempt())) {
          boolean waits = random.nextBoolean();
          workflow
              .steps()
              .find(step.name())
              .orElseThrow()
              .retryState()
              .waitFor(waits ? "an agent" : null);
          workflow.registerEvent(
              waits
                  ? new WorkflowEvent.StepWaiting(step.name(), "an agent")
                  : new WorkflowEvent.StepAdmitted(step.name()));
        }
      }
      workflow.recordExternalChanges(choose(List.of(List.of("a.txt"), List.of("a.txt", "b.txt"))));
    }

    /** Simulates the crash of the node, with all running steps. */
    private void crashNode() {
      running.clear();
      claim = null;
    }

    private void runNode() {
      if (claim == null) {
        if (hasWork()) {
          claim = new Claim(UUID.randomUUID(), "quality_x", "node-" + ++epoch, epoch, null);
          workflow.onClaimed(claim, now);
        }
        return;
      }
      if (!running.isEmpty() && random.nextInt(3) > 0) {
        RunStep step = running.remove(random.nextInt(running.size()));
        if (workflow.steps().isRunning(step.name(), step.attempt())) {
          boolean repeatable = workflow.continuesRepeatably(step.name(), now);
          boolean succeeds = random.nextInt(3) > 0;
          workflow.recordResult(step.name(), succeeds ? success() : failure(), RECOVERY, now);
          if (repeatable && succeeds) {
            continueRepeatably(claim);
            return;
          }
        }
      }
      startNextItem(claim);
    }

    /** Checks that nothing follows that another transaction would have to know. */
    private void continueRepeatably(Claim currentClaim) {
      deferrals++;
      workflow.timeEvents(now);
      now = now.plusMillis(random.nextInt(100));
      switch (workflow.nextItem(currentClaim, now).orElseThrow()) {
        case RunStep step -> {
          assertThat(step.context().parallel()).isTrue();
          running.add(step);
        }
        case WorkItem.Idle _ -> assertThat(running).isNotEmpty();
        case WorkItem other -> throw new AssertionError(other);
      }
    }

    private void startNextItem(Claim currentClaim) {
      Optional<WorkItem> item = workflow.nextItem(currentClaim, now);
      if (item.isEmpty()) {
        // The node interrupts steps that are still running when the workflow ends.
        crashNode();
        return;
      }
      switch (item.get()) {
        case RunStep step -> running.add(step);
        case WorkItem.Idle idle ->
            assertThat(idle.until() != null || !running.isEmpty())
                .as("waits for nothing: %s", toView(workflow))
                .isTrue();
        case Rollback rollback -> {
          if (random.nextInt(3) > 0) {
            workflow.recordRollback(rollback.paths().isEmpty() ? "before" : "between", now);
          } else {
            workflow.recordRollbackFailure("a file was modified", "node-1");
          }
        }
        case WorkItem.UndoPublication _ -> {
          assertThat(running).as("nothing is published meanwhile").noneMatch(RunStep::publishes);
          assertThat(toView(workflow).status().isEnded()).isFalse();
          workflow.recordUndonePublication(
              choose(List.of(Optional.empty(), Optional.of(List.of("a.txt (missing)")))));
        }
      }
    }

    private void recordEvents() {
      for (TimedEvent timed : workflow.drainEvents(now)) {
        WorkflowEvent event = timed.event();
        var node = JsonNodeFactory.instance.objectNode();
        node.put("sequence", events.size() + 1L);
        node.put("type", event.eventType());
        node.set("data", JsonColumnConfiguration.MAPPER.valueToTree(event));
        events.add(node);
        storedEvents.add(
            new EventView(
                events.size(), event.eventType(), timed.at(), node.get("data").toString()));
      }
      WorkflowView view = toView(workflow);
      WorkflowView sameRevision = views.put(workflow.eventSequence(), view);
      assertThat(view)
          .as("nothing changes without an event")
          .isEqualTo(sameRevision == null ? view : sameRevision);
    }

    /** Checks that the last state and some earlier ones can be rebuilt from the events up to them. */
    void checkHistory() {
      views.forEach((sequence, view) -> {
        if (sequence == events.size() || random.nextInt(8) == 0) {
          List<EventView> history = storedEvents.subList(0, Math.toIntExact(sequence));
          assertThat(toView(WorkflowHistory.fold(workflow, history))).isEqualTo(view);
        }
      });
    }

    private void checkState() {
      WorkflowView view = toView(workflow);
      JsonNode stored = JsonColumnConfiguration.MAPPER.valueToTree(view);
      assertThat(new WorkflowEventReplay(events).toString())
          .isEqualTo(WorkflowEventReplay.describe(stored));
      assertThat(view.decision() != null)
          .as("has a decision exactly while awaiting one: %s", view)
          .isEqualTo(view.status() == WorkflowStatus.AWAITING_DECISION);
      assertThat(view.endedReason() != null).isEqualTo(view.status().isEnded());
      assertThat(view.endedAt() != null).isEqualTo(view.status().isEnded());
      assertThat(view.status().isEnded() && workflow.result().isPublishing())
          .as("ends with a target that contains a part of the result: %s", view)
          .isFalse();
      boolean rollbackRequested = view.rollbackRequested();
      if (view.status().isEnded() && !rollbackRequested) {
        Set<StepStatus> open = EnumSet.of(StepStatus.PENDING, StepStatus.RUNNING);
        assertThat(view.steps())
            .as("ended: %s", view)
            .noneMatch(step -> open.contains(step.status()));
        assertThat(view.phases()).noneMatch(phase -> open.contains(phase.status()));
      }
      if (view.publication() != null && view.status() == WorkflowStatus.COMPLETED) {
        boolean requested =
            events.stream()
                .anyMatch(event -> event.get("type").asString().equals("publication_requested"));
        assertThat(view.dryRun() && !requested).isFalse();
      }
    }

    /** Checks that the workflow ends without further user actions. */
    void runToEnd() {
      for (int i = 0; i < 200; i++) {
        if (toView(workflow).status() == WorkflowStatus.AWAITING_DECISION
            && !workflow.result().isPublishing()) {
          now = now.plus(Duration.ofMinutes(11));
          new WorkflowActionHandler(workflow, now).expireDecision();
        } else if (!hasWork()) {
          assertThat(toView(workflow).status().isEnded()).as("%s", toView(workflow)).isTrue();
          return;
        }
        recordEvents();
        now = now.plusSeconds(31);
        runNode();
        recordEvents();
        checkState();
      }
      throw new AssertionError("never ends: " + toView(workflow));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverReachesAnIllegalState(long seed) {
    var endStatuses = EnumSet.noneOf(WorkflowStatus.class);
    int deferrals = 0;
    for (int number = 0; number < WALKS; number++) {
      var walk = new RandomWalk(seed * 1_000_000 + number);
      for (int move = 0; move < ACTIONS_PER_WALK; move++) {
        walk.performRandomAction();
      }
      walk.runToEnd();
      walk.checkHistory();
      endStatuses.add(toView(walk.workflow).status());
      deferrals += walk.deferrals;
    }
    assertThat(deferrals).isPositive();
    assertThat(endStatuses).as("the walks reach every end status").hasSize(4);
  }
}
