package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
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
import org.jspecify.annotations.Nullable;

/** The steps of all phases of a workflow, in plan order; selects the steps that can start. */
record StepGraph(List<Phase> phases) {

  /** The selection of the next step. */
  sealed interface NextStep {

    /** A step that can start now. */
    record Ready(Step step) implements NextStep {}

    /**
     * No step can start now.
     *
     * @param until the time when the next backoff ends; absent when a running step must end first
     */
    record Blocked(@Nullable Instant until) implements NextStep {}

    /** No step is pending or running. */
    record Done() implements NextStep {}
  }

  /** The number of lost attempts after which a step fails (poison step). */
  private static final int MAX_LOST_ATTEMPTS = 5;

  List<Step> all() {
    var steps = new ArrayList<Step>();
    phases.forEach(phase -> steps.addAll(phase.steps()));
    return steps;
  }

  Optional<Step> find(String name) {
    return all().stream().filter(step -> step.name().equals(name)).findFirst();
  }

  List<Step> withStatus(StepStatus status) {
    return all().stream().filter(step -> step.status() == status).toList();
  }

  /** Returns whether this attempt is the running one; the result of an interrupted attempt is discarded. */
  boolean isRunning(String name, int attempt) {
    return find(name)
        .filter(step -> step.status() == StepStatus.RUNNING)
        .flatMap(Step::lastAttempt)
        .filter(last -> last.number() == attempt)
        .isPresent();
  }

  /** Returns the node that published the result; empty if none has. */
  Optional<String> findPublisher() {
    return withStatus(StepStatus.COMPLETED).stream()
        .filter(Step::publishes)
        .flatMap(step -> step.lastAttempt().stream())
        .map(Attempt::node)
        .findFirst();
  }

  /** Returns whether a step is currently publishing to the target. */
  boolean isPublishing() {
    return withStatus(StepStatus.RUNNING).stream().anyMatch(Step::publishes);
  }

  /** Returns the outcomes of the completed steps by step name. */
  Map<String, CommandResult> outcomes() {
    var outcomes = new LinkedHashMap<String, CommandResult>();
    all().forEach(step -> step.outcome().ifPresent(outcome -> outcomes.put(step.name(), outcome)));
    return outcomes;
  }

  /** Returns whether a step may change files of the target; checking and publishing the result do not. */
  boolean changeFiles() {
    return all().stream().anyMatch(Step::changesFiles);
  }

  /** Returns the status of each command of the plan; of several steps with the same command, that of the last one. */
  Map<String, StepStatus> statusByCommand() {
    var statuses = new LinkedHashMap<String, StepStatus>();
    all().forEach(step -> statuses.put(step.command(), step.status()));
    return statuses;
  }

  /** Returns the accumulated points of the steps up to and including {@code last}. */
  int accumulatedPoints(Step last) {
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
   * @param maxParallel the maximum number of parallel steps in a parallel phase
   */
  NextStep nextStep(int maxParallel, Instant now) {
    for (Phase phase : phases) {
      List<Step> running = phase.withStatus(StepStatus.RUNNING);
      List<Step> pending = phase.withStatus(StepStatus.PENDING);
      if (running.isEmpty() && pending.isEmpty()) {
        continue;
      }
      int phaseMaxParallel = phase.maxParallel(maxParallel);
      var ready =
          pending.stream().filter(step -> isReady(step, phase, running, phaseMaxParallel)).toList();
      for (Step step : ready) {
        if (step.retryState().notBefore().filter(now::isBefore).isEmpty()) {
          return new NextStep.Ready(step);
        }
      }
      return new NextStep.Blocked(
          ready.stream()
              .flatMap(step -> step.retryState().notBefore().stream())
              .min(Instant::compareTo)
              .orElse(null));
    }
    return new NextStep.Done();
  }

  /** Returns whether more steps of the phase of a step are to start, all of which may be repeated. */
  boolean isFollowedByRepeatable(Step step) {
    List<Step> pending = step.phase().withStatus(StepStatus.PENDING);
    return !pending.isEmpty() && pending.stream().allMatch(Step::isRepeatable);
  }

  private static boolean isReady(Step step, Phase phase, List<Step> running, int maxParallel) {
    if (phase.kind() == PhaseKind.SEQUENTIAL || step.modifies()) {
      return running.isEmpty() && step == phase.withStatus(StepStatus.PENDING).getFirst();
    }
    boolean modifyingStepRuns = running.stream().anyMatch(Step::modifies);
    boolean dependencyOpen =
        phase.steps().stream()
            .anyMatch(dependency -> dependency.isOpen() && step.dependsOn(dependency.command()));
    return !modifyingStepRuns && !dependencyOpen && running.size() < maxParallel;
  }

  /**
   * Cancels the running attempts because their node was lost or shut down.
   *
   * @param shutdownEpoch the epoch of the last claim whose node shut down, which is no fault of the step; absent if there is
   *     none
   */
  List<WorkflowEvent> loseRunning(@Nullable Long shutdownEpoch, Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : withStatus(StepStatus.RUNNING)) {
      int attempt = step.lastAttempt().orElseThrow().number();
      events.add(
          step.lose(shutdownEpoch, now)
              ? new WorkflowEvent.AttemptLost(step.name(), attempt)
              : new WorkflowEvent.AttemptInterrupted(step.name(), attempt));
    }
    return events;
  }

  /** Returns the running step that has reached the limit of lost attempts, if any. */
  Optional<Step> findExhausted() {
    return withStatus(StepStatus.RUNNING).stream()
        .filter(step -> step.retryState().lostAttempts() >= MAX_LOST_ATTEMPTS)
        .findFirst();
  }

  /** Requeues the running steps whose attempts were cancelled. */
  void requeueRunning() {
    withStatus(StepStatus.RUNNING).forEach(Step::requeue);
  }

  /** Interrupts the running steps after a parallel step failed, and requeues them. */
  List<WorkflowEvent> interruptRunning(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : withStatus(StepStatus.RUNNING)) {
      step.interrupt(now);
      events.add(new AttemptCut(step.name(), step.lastAttempt().orElseThrow().number()));
    }
    return events;
  }

  /** Cancels all open steps and ends their phases. */
  List<WorkflowEvent> cancelOpen(Instant now) {
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
  List<WorkflowEvent> markRolledBack() {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : withStatus(StepStatus.COMPLETED)) {
      if (step.modifies()) {
        step.markRolledBack();
        events.add(new StepRolledBack(step.name()));
      }
    }
    return events;
  }

  /** Returns the completed steps that have a compensation command, newest first. */
  List<Step> findCompensable() {
    return all().stream()
        .filter(step -> step.outcome().isPresent() && step.compensation().isPresent())
        .toList()
        .reversed();
  }
}
