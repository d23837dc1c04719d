package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.workflow.WorkflowEvent.AttemptLost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a workflow over all its phases, in plan order. */
record Steps(List<Phase> phases) {

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

  /** Marks what may have changed files as taken back. */
  void rolledBack() {
    all().stream()
        .filter(step -> step.modifies() && step.status() == StepStatus.COMPLETED)
        .forEach(Step::rolledBack);
  }
}
