package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import java.util.List;

/**
 * How the plan of a workflow came about.
 *
 * @param strategy fixed, coordinated, or the name of an adaptive strategy
 * @param why what spoke for it
 * @param maxParallel how many steps of a parallel phase may run beside each other
 * @param warnings what whoever asked should know
 */
public record PlanSummary(String strategy, String why, int maxParallel, List<String> warnings) {

  static PlanSummary of(Plan plan) {
    return new PlanSummary(plan.strategy(), plan.why(), plan.maxParallel(), plan.warnings());
  }
}
