package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.workflow.WorkflowEvent.AttemptLost;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.StepCancelled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a workflow over all its phases, in plan order. */
record Steps(List<Phase> phases) {

  /** How many nodes a step may take with it. */
  private static final long MOST_LOST = 5;

  List<Step> all() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  Optional<Step> find(String name) {
    return all().stream().filter(step -> step.name().equals(name)).findFirst();
  }

  List<Step> pending() {
    return all().stream().filter(step -> step.status() == StepStatus.PENDING).toList();
  }

  /** Whether the target is being changed right now. */
  boolean publishing() {
    return all().stream().anyMatch(step -> step.publishes() && step.status() == StepStatus.RUNNING);
  }

  /** What the completed steps reported, by step name. */
  Map<String, Outcome> outcomes() {
    var outcomes = new LinkedHashMap<String, Outcome>();
    all().forEach(step -> step.outcome().ifPresent(outcome -> outcomes.put(step.name(), outcome)));
    return outcomes;
  }

  /** Ends the attempts that run, because their node was lost. */
  List<WorkflowEvent> lose(Instant now) {
    var lost = new ArrayList<WorkflowEvent>();
    for (Step step : all()) {
      if (step.status() == StepStatus.RUNNING) {
        step.lastAttempt().ifPresent(a -> lost.add(new AttemptLost(step.name(), a.number())));
        step.lose(now);
      }
    }
    return lost;
  }

  /** The step that runs although its node was lost again and again, if there is one. */
  Optional<Step> exhausted() {
    return all().stream()
        .filter(step -> step.status() == StepStatus.RUNNING && step.lostAttempts() >= MOST_LOST)
        .findFirst();
  }

  /** Ends everything that is not over, because somebody wants that. */
  List<WorkflowEvent> cancel(Instant now) {
    var events = new ArrayList<WorkflowEvent>();
    for (Step step : all()) {
      if (step.status() == StepStatus.PENDING || step.status() == StepStatus.RUNNING) {
        step.end(StepStatus.CANCELLED, null, List.of(), "the workflow was cancelled", now);
        events.add(new StepCancelled(step.name()));
      }
      if (step.phase().end(now)) {
        events.add(new PhaseEnded(step.phase().name(), step.phase().status()));
      }
    }
    return events;
  }

  /** Marks what may have changed files as taken back. */
  void rolledBack() {
    all().stream()
        .filter(step -> step.modifies() && step.status() == StepStatus.COMPLETED)
        .forEach(Step::rolledBack);
  }
}
