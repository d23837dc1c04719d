package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.plan.Planning.OptimizationLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the plan of a workflow came about.
 *
 * @param strategy fixed, coordinated, or the name of an adaptive strategy
 * @param why what spoke for it
 * @param maxParallel how many steps of a parallel phase may run beside each other
 * @param optimizationLevel how much of a node it may use; as much as it gives when absent
 * @param warnings what whoever asked should know
 */
public record PlanSummary(
    String strategy,
    String why,
    int maxParallel,
    @Nullable OptimizationLevel optimizationLevel,
    List<String> warnings) {

  static PlanSummary of(Plan plan) {
    return new PlanSummary(
        plan.strategy(), plan.why(), plan.maxParallel(), plan.optimizationLevel(), plan.warnings());
  }
}
