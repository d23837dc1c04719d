package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.workflow.WorkflowEvent.AttemptCut;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.StepCancelled;
import dev.pawl.workflow.WorkflowEvent.StepRolledBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a workflow over all its phases, in plan order. */
record Steps(List<Phase> phases) {

  /** How many nodes a step may take with it. */
  private static final int MOST_LOST = 5;

  List<Step> all() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  Optional<Step> find(String name) {
    return all().stream().filter(step -> step.name().equals(name)).findFirst();
  }

  List<Step> in(StepStatus status) {
    return all().stream().filter(step -> step.status() == status).toList();
  }

  /** Whether this attempt is the one that runs; one that was cut off is of no interest any more. */
  boolean runs(String name, int attempt) {
    return find(name)
        .filter(step -> step.status() == StepStatus.RUNNING)
        .flatMap(Step::lastAttempt)
        .filter(last -> last.number() == attempt)
        .isPresent();
  }

  /** Whether the target is being changed right now. */
  boolean publishing() {
    return in(StepStatus.RUNNING).stream().anyMatch(Step::publishes);
  }

  /** What the completed steps reported, by step name. */
  Map<String, Outcome> outcomes() {
    var outcomes = new LinkedHashMap<String, Outcome>();
    all().forEach(step -> step.outcome().ifPresent(outcome -> outcomes.put(step.name(), outcome)));
    return outcomes;
  }

  /** What became of the commands of the plan, for those that depend on them; of several steps the last counts. */
  Map<String, StepStatus> byCommand() {
    var found = new LinkedHashMap<String, StepStatus>();
    all().forEach(step -> found.put(step.command(), step.status()));
    return found;
  }

  /** What the steps up to one cost together. */
  int points(Step last) {
    int points = 0;
    for (Step step : all()) {
      points += step.points();
      if (step == last) {
        break;
      }
    }
    return points;
  }

  /**
   * Whose turn it is: of the first phase that is not over, as many steps beside each other as may be.
   *
   * @param parallel how many steps of a parallel phase may run at once
   */
  Turn turn(int parallel, Instant now) {
    for (Phase phase : phases) {
      List<Step> running = phase.in(StepStatus.RUNNING);
      List<Step> pending = phase.in(StepStatus.PENDING);
      if (running.isEmpty() && pending.isEmpty()) {
        continue;
      }
      int most = phase.parallel(parallel);
      var ready = pending.stream().filter(step -> isReady(step, phase, running, most)).toList();
      for (Step step : ready) {
        if (step.trying().notBefore().filter(now::isBefore).isEmpty()) {
          return new Turn.Start(step);
        }
      }
      return new Turn.Later(
          ready.stream()
              .flatMap(step -> step.trying().notBefore().stream())
              .min(Instant::compareTo)
              .orElse(null));
    }
    return new Turn.Over();
  }

  private static boolean isReady(Step step, Phase phase, List<Step> running, int parallel) {
    if (phase.kind() == PhaseKind.SEQUENTIAL || step.modifies()) {
      return running.isEmpty() && step == phase.in(StepStatus.PENDING).getFirst();
    }
    boolean alone = running.stream().anyMatch(Step::modifies);
    boolean waits =
        phase.steps().stream().anyMatch(other -> other.isOpen() && step.dependsOn(other.command()));
    return !alone && !waits && running.size() < parallel;
  }

  /** Ends the attempts that run, because their node was lost; their steps are tried again. */
  List<WorkflowEvent> lose(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : in(StepStatus.RUNNING)) {
      step.lose(now);
      events.add(
          new WorkflowEvent.AttemptLost(step.name(), step.lastAttempt().orElseThrow().number()));
    }
    return events;
  }

  /** The step that runs although its node was lost again and again, if there is one. */
  Optional<Step> exhausted() {
    return in(StepStatus.RUNNING).stream()
        .filter(step -> step.trying().lost() >= MOST_LOST)
        .findFirst();
  }

  /** Makes the steps that were cut off ready for another attempt. */
  void again() {
    in(StepStatus.RUNNING).forEach(Step::again);
  }

  /** Cuts the steps off that run beside one that failed; they are tried again if it goes on. */
  List<WorkflowEvent> cut(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : in(StepStatus.RUNNING)) {
      step.cut(now);
      events.add(new AttemptCut(step.name(), step.lastAttempt().orElseThrow().number()));
    }
    return events;
  }

  /** Ends everything that is not over, because somebody wants that. */
  List<WorkflowEvent> cancel(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : all()) {
      if (step.isOpen()) {
        step.end(StepStatus.CANCELLED, "the workflow was cancelled", now);
        events.add(new StepCancelled(step.name()));
      }
      if (step.phase().end(now)) {
        events.add(new PhaseEnded(step.phase().name(), step.phase().status()));
      }
    }
    return events;
  }

  /** Marks what may have changed files as taken back. */
  List<WorkflowEvent> rolledBack() {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : in(StepStatus.COMPLETED)) {
      if (step.modifies()) {
        step.rolledBack();
        events.add(new StepRolledBack(step.name()));
      }
    }
    return events;
  }

  /** The steps that did their work and can be taken back by a command of their own, newest first. */
  List<Step> toCompensate() {
    return all().stream()
        .filter(step -> step.outcome().isPresent() && step.compensation().isPresent())
        .toList()
        .reversed();
  }
}
