package dev.pawl.plan;

import dev.pawl.plan.Draft.DraftPhase;
import dev.pawl.plan.Draft.DraftStep;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Strategy.Choice;
import dev.pawl.registry.DependencyGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Assigns steps to phases so that each step runs after all its dependencies. */
record Placement(DependencyGraph graph) {

  static final String VERIFY = "quality/verify";
  static final String FINAL = "final_";
  private static final String FORMAT = "quality/format";
  private static final String DEDUPE = "quality/dedupe";

  /** Returns the preferred phase of a step, regardless of dependencies. */
  private interface Rank {
    int of(DraftStep step);
  }

  /** Returns the phases: analysis, formatting, cleanup, and a final verification if a step may change files. */
  List<DraftPhase> coordinated(List<DraftStep> steps) {
    List<List<DraftStep>> groups =
        groups(steps, 3, step -> step.command().name().equals(FORMAT) ? 1 : changes(step) ? 2 : 0);
    return List.of(
        new DraftPhase("analysis", kind(groups.get(0), PhaseKind.PARALLEL), null, groups.get(0)),
        DraftPhase.sequential("formatting", groups.get(1)),
        DraftPhase.sequential("cleanup", groups.get(2)),
        new DraftPhase("verification", PhaseKind.PARALLEL, null, lastLook(steps)));
  }

  /** Returns the phases of a strategy, which contain only the requested steps. */
  List<DraftPhase> adaptive(List<DraftStep> steps, Choice choice) {
    Strategy strategy = choice.strategy();
    List<List<DraftStep>> groups = groups(steps, 2, step -> changes(step) ? 1 : 0);
    Duration reading = strategy.readingTimeout;
    return List.of(
        new DraftPhase(
            strategy.analysis, kind(groups.get(0), strategy.reading), reading, groups.get(0)),
        new DraftPhase(
            strategy.modifications, PhaseKind.SEQUENTIAL, strategy.modifyingTimeout, groups.get(1)),
        new DraftPhase(Strategy.FINAL, strategy.reading, reading, lastLook(steps)));
  }

  /** Returns whether a step runs in the modifying phase. Duplicate detection does, because it needs changed files. */
  private static boolean changes(DraftStep step) {
    return step.command().spec().modifies() || step.command().name().equals(DEDUPE);
  }

  /** Assigns each step to its preferred group, but not before its dependencies, which come first within a group. */
  private List<List<DraftStep>> groups(List<DraftStep> steps, int count, Rank rank) {
    var groups = new ArrayList<List<DraftStep>>();
    for (int i = 0; i < count; i++) {
      groups.add(new ArrayList<>());
    }
    Map<String, List<DraftStep>> byCommand =
        steps.stream().collect(Collectors.groupingBy(step -> step.command().name()));
    var placed = new HashMap<String, Integer>();
    var names = steps.stream().map(step -> step.command().name()).toList();
    for (String command : graph.ordered(names)) {
      Set<String> before = graph.before(command);
      int latest =
          before.stream().mapToInt(earlier -> placed.getOrDefault(earlier, 0)).max().orElse(0);
      for (DraftStep step : byCommand.getOrDefault(command, List.of())) {
        int own = rank.of(step);
        int group = own == 0 && latest > 0 ? count - 1 : Math.max(latest, own);
        groups.get(group).add(step);
        placed.merge(command, group, Math::max);
      }
    }
    return groups;
  }

  /** Returns the requested kind, or sequential if steps depend on each other. */
  private PhaseKind kind(List<DraftStep> steps, PhaseKind wanted) {
    var names = steps.stream().map(step -> step.command().name()).toList();
    boolean related =
        names.stream().anyMatch(name -> graph.before(name).stream().anyMatch(names::contains));
    return related ? PhaseKind.SEQUENTIAL : wanted;
  }

  /** Returns the final verifications: one for each requested verify step if a step may change files. */
  private static List<DraftStep> lastLook(List<DraftStep> steps) {
    boolean changes = steps.stream().anyMatch(step -> step.command().spec().modifies());
    return steps.stream()
        .filter(step -> changes && step.command().name().equals(VERIFY))
        .map(step -> step.named(FINAL + step.name()))
        .toList();
  }
}
