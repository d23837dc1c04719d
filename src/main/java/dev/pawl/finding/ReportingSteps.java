package dev.pawl.finding;

import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Selects the steps whose findings describe a workflow: a step replaces an earlier one that examined the same. */
final class ReportingSteps {

  private static final String DEDUPE = ExaminedWorkflow.DEDUPE;

  /** The tools of the commands whose results do not name the tools that checked files. */
  private static final Map<String, String> TOOLS =
      Map.of("quality/analyze", "analysis", DEDUPE, "duplicates");

  /** The namespaces of the commands that protect a target or describe a run, and find nothing about its code. */
  private static final Set<String> OTHER_NAMESPACES =
      Set.of("integrity", "performance", "publish", "report", "risk", "safety", "snapshot");

  private ReportingSteps() {}

  /** Returns the last steps that have run, one for each examination, in plan order. */
  static List<ExaminedStep> latest(Collection<ExaminedStep> steps) {
    var latest = new LinkedHashMap<String, ExaminedStep>();
    for (ExaminedStep step : steps) {
      if (step.ran()) {
        String examination = examination(step);
        latest.remove(examination);
        latest.put(examination, step);
      }
    }
    return List.copyOf(latest.values());
  }

  /** Returns the first step that has run the same examination as a step; it may be the step itself. */
  static Optional<ExaminedStep> first(Collection<ExaminedStep> steps, ExaminedStep like) {
    return steps.stream()
        .filter(ExaminedStep::ran)
        .filter(step -> examination(step).equals(examination(like)))
        .findFirst();
  }

  /** Returns whether the findings of a step are those of the examined files, and not notes about changes. */
  static boolean isExamination(ExaminedStep step) {
    String namespace = step.command().split("/", 2)[0];
    return step.command().startsWith(DEDUPE)
        || !step.modifies() && !OTHER_NAMESPACES.contains(namespace);
  }

  /** Returns the tool of a command that always runs the same tool on all files. */
  static Optional<String> toolOf(ExaminedStep step) {
    return Optional.ofNullable(
        TOOLS.get(step.command().startsWith(DEDUPE) ? DEDUPE : step.command()));
  }

  /** Returns the key of what a step examines: steps with the same key report the same findings. */
  static String examination(ExaminedStep step) {
    return ExaminedWorkflow.examination(step.command(), step.arguments());
  }
}
