package dev.pawl.plan;

import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A summary of the plan of a workflow.
 *
 * @param strategy fixed, coordinated, or the name of an adaptive strategy
 * @param why the reason for the strategy
 * @param maxParallel the maximum number of parallel steps in a parallel phase
 * @param optimizationLevel the limit on the resources of a node; unlimited when absent
 * @param warnings the warnings of the planner
 * @param wholeTargetReasons the reasons why the whole target is read even if few files are in scope; empty if only what these
 *     files need is read; absent for workflows that were stored before parts of targets could be read
 */
@Schema(name = "PlanSummary")
public record PlanSummary(
    String strategy,
    String why,
    int maxParallel,
    @Nullable OptimizationLevel optimizationLevel,
    List<String> warnings,
    @Nullable List<String> wholeTargetReasons) {

  /** Returns what the optimization level permits, as a sentence; empty without a level. */
  public Optional<String> levelSentence() {
    return Optional.ofNullable(optimizationLevel)
        .map(level ->
            "Optimization level "
                + switch (level) {
                  case MAXIMUM ->
                      "maximum: up to 8 files at a time, if the node has as many processors.";
                  case BALANCED -> "balanced: half as many files at a time as with maximum.";
                  case CONSERVATIVE -> "conservative: one file at a time, without caches.";
                });
  }

  /** Returns the summary of a plan. */
  public static PlanSummary of(Plan plan) {
    return new PlanSummary(
        plan.strategy(),
        plan.why(),
        plan.maxParallel(),
        plan.optimizationLevel(),
        plan.warnings(),
        plan.wholeTargetReasons());
  }
}
