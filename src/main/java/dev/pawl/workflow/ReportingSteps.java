package dev.pawl.workflow;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Selects the steps whose findings describe a workflow: a step replaces an earlier one that examined the same. */
final class ReportingSteps {

  private static final String DEDUPE = "quality/dedupe";

  private ReportingSteps() {}

  /** Returns the last steps that have run, one for each examination, in plan order. */
  static List<Step> latest(Collection<Step> steps) {
    var latest = new LinkedHashMap<String, Step>();
    for (Step step : steps) {
      if (step.lastAttempt().isPresent()) {
        String examination = examination(step);
        latest.remove(examination);
        latest.put(examination, step);
      }
    }
    return List.copyOf(latest.values());
  }

  /** Returns the first step that has run the same examination as a step; it may be the step itself. */
  static Optional<Step> first(Collection<Step> steps, Step like) {
    return steps.stream()
        .filter(step -> step.lastAttempt().isPresent())
        .filter(step -> examination(step).equals(examination(like)))
        .findFirst();
  }

  /** Returns the key of what a step examines: steps with the same key report the same findings. */
  private static String examination(Step step) {
    return step.command().startsWith(DEDUPE) ? DEDUPE : step.command() + " " + step.arguments();
  }
}
