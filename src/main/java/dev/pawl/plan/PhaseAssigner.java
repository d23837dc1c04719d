package dev.pawl.plan;

import dev.pawl.plan.AdaptiveStrategy.Choice;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.PlanDraft.DraftPhase;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.registry.DependencyGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Assigns steps to phases so that each step runs after all its dependencies. */
record PhaseAssigner(DependencyGraph graph) {

  static final String VERIFY = "quality/verify";
  static final String FINAL_PREFIX = "final_";
  private static final String FORMAT = "quality/format";
  private static final String DEDUPE = "quality/dedupe";

  /** Returns the preferred phase of a step, regardless of dependencies. */
  private interface GroupPreference {
    int groupOf(DraftStep step);
  }

  /** Returns the phases: analysis, formatting, cleanup, and a final verification if a step may change files. */
  List<DraftPhase> coordinated(List<DraftStep> steps) {
    List<List<DraftStep>> groups =
        assignGroups(
            steps, 3, step -> step.command().name().equals(FORMAT) ? 1 : isModifying(step) ? 2 : 0);
    return List.of(
        new DraftPhase(
            "analysis", effectiveKind(groups.get(0), PhaseKind.PARALLEL), null, groups.get(0)),
        DraftPhase.sequential("formatting", groups.get(1)),
        DraftPhase.sequential("cleanup", groups.get(2)),
        new DraftPhase("verification", PhaseKind.PARALLEL, null, finalVerification(steps)));
  }

  /** Returns the phases of a strategy, which contain only the requested steps. */
  List<DraftPhase> adaptive(List<DraftStep> steps, Choice choice) {
    AdaptiveStrategy strategy = choice.strategy();
    List<List<DraftStep>> groups = assignGroups(steps, 2, step -> isModifying(step) ? 1 : 0);
    Duration analysisTimeout = strategy.analysisTimeout;
    return List.of(
        new DraftPhase(
            strategy.analysisPhase,
            effectiveKind(groups.get(0), strategy.analysisKind),
            analysisTimeout,
            groups.get(0)),
        new DraftPhase(
            strategy.modificationPhase,
            PhaseKind.SEQUENTIAL,
            strategy.modificationTimeout,
            groups.get(1)),
        new DraftPhase(
            AdaptiveStrategy.FINAL_PHASE,
            strategy.analysisKind,
            analysisTimeout,
            finalVerification(steps)));
  }

  /** Returns whether a step runs in the modifying phase. Duplicate detection does, because it needs changed files. */
  private static boolean isModifying(DraftStep step) {
    return step.command().spec().modifies() || step.command().name().equals(DEDUPE);
  }

  /** Assigns each step to its preferred group, but not before its dependencies, which come first within a group. */
  private List<List<DraftStep>> assignGroups(
      List<DraftStep> steps, int count, GroupPreference preference) {
    var groups = new ArrayList<List<DraftStep>>();
    for (int i = 0; i < count; i++) {
      groups.add(new ArrayList<>());
    }
    Map<String, List<DraftStep>> byCommand =
        steps.stream().collect(Collectors.groupingBy(step -> step.command().name()));
    var groupByCommand = new HashMap<String, Integer>();
    var names = steps.stream().map(step -> step.command().name()).toList();
    for (String command : graph.sort(names)) {
      Set<String> dependencies = graph.transitiveDependencies(command);
      int latestDependencyGroup =
          dependencies.stream()
              .mapToInt(dependency -> groupByCommand.getOrDefault(dependency, 0))
              .max()
              .orElse(0);
      for (DraftStep step : byCommand.getOrDefault(command, List.of())) {
        int preferred = preference.groupOf(step);
        int group =
            preferred == 0 && latestDependencyGroup > 0
                ? count - 1
                : Math.max(latestDependencyGroup, preferred);
        groups.get(group).add(step);
        groupByCommand.merge(command, group, Math::max);
      }
    }
    return groups;
  }

  /** Returns the requested kind, or sequential if steps depend on each other. */
  private PhaseKind effectiveKind(List<DraftStep> steps, PhaseKind requestedKind) {
    var names = steps.stream().map(step -> step.command().name()).toList();
    boolean dependent =
        names.stream()
            .anyMatch(
                name -> graph.transitiveDependencies(name).stream().anyMatch(names::contains));
    return dependent ? PhaseKind.SEQUENTIAL : requestedKind;
  }

  /** Returns the final verifications: one for each requested verify step if a step may change files. */
  private static List<DraftStep> finalVerification(List<DraftStep> steps) {
    boolean modifies = steps.stream().anyMatch(step -> step.command().spec().modifies());
    return steps.stream()
        .filter(step -> modifies && step.command().name().equals(VERIFY))
        .map(step -> step.withName(FINAL_PREFIX + step.name()))
        .toList();
  }
}
