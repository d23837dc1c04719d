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

/** The steps of all phases of a workflow, in plan order; selects the steps that can start. */
record Steps(List<Phase> phases) {

  /** The number of lost attempts after which a step fails (poison step). */
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

  /** Returns whether this attempt is the running one; the result of an interrupted attempt is discarded. */
  boolean runs(String name, int attempt) {
    return find(name)
        .filter(step -> step.status() == StepStatus.RUNNING)
        .flatMap(Step::lastAttempt)
        .filter(last -> last.number() == attempt)
        .isPresent();
  }

  /** Returns whether a step is currently publishing to the target. */
  boolean publishing() {
    return in(StepStatus.RUNNING).stream().anyMatch(Step::publishes);
  }

  /** Returns the outcomes of the completed steps by step name. */
  Map<String, Outcome> outcomes() {
    var outcomes = new LinkedHashMap<String, Outcome>();
    all().forEach(step -> step.outcome().ifPresent(outcome -> outcomes.put(step.name(), outcome)));
    return outcomes;
  }

  /** Returns the status of each command of the plan; of several steps with the same command, that of the last one. */
  Map<String, StepStatus> byCommand() {
    var found = new LinkedHashMap<String, StepStatus>();
    all().forEach(step -> found.put(step.command(), step.status()));
    return found;
  }

  /** Returns the accumulated points of the steps up to and including {@code last}. */
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
   * Selects the next step of the first phase that is not completed.
   *
   * @param parallel the maximum number of parallel steps in a parallel phase
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

  /** Cancels the running attempts because their node was lost. */
  List<WorkflowEvent> lose(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : in(StepStatus.RUNNING)) {
      step.lose(now);
      events.add(
          new WorkflowEvent.AttemptLost(step.name(), step.lastAttempt().orElseThrow().number()));
    }
    return events;
  }

  /** Returns the running step that has reached the limit of lost attempts, if any. */
  Optional<Step> exhausted() {
    return in(StepStatus.RUNNING).stream()
        .filter(step -> step.trying().lost() >= MOST_LOST)
        .findFirst();
  }

  /** Requeues the running steps whose attempts were cancelled. */
  void again() {
    in(StepStatus.RUNNING).forEach(Step::again);
  }

  /** Interrupts the running steps after a parallel step failed, and requeues them. */
  List<WorkflowEvent> cut(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : in(StepStatus.RUNNING)) {
      step.cut(now);
      events.add(new AttemptCut(step.name(), step.lastAttempt().orElseThrow().number()));
    }
    return events;
  }

  /** Cancels all open steps and ends their phases. */
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

  /** Marks completed steps that may have changed files as rolled back. */
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

  /** Returns the completed steps that have a compensation command, newest first. */
  List<Step> toCompensate() {
    return all().stream()
        .filter(step -> step.outcome().isPresent() && step.compensation().isPresent())
        .toList()
        .reversed();
  }
}
