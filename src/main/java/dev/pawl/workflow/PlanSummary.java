package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A summary of the plan of a workflow.
 *
 * @param strategy fixed, coordinated, or the name of an adaptive strategy
 * @param why the reason for the strategy
 * @param maxParallel the maximum number of parallel steps in a parallel phase
 * @param optimizationLevel the limit on the resources of a node; unlimited when absent
 * @param warnings the warnings of the planner
 */
@Schema(name = "PlanSummary")
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
