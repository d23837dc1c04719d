package dev.pawl.plan;

import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plan.TargetRules;
import java.time.Duration;
import java.util.List;

/** Creates plans for tests of their execution. */
public final class TestPlans {

  private TestPlans() {}

  /** Creates a plan of the given phases. */
  public static Plan of(PlannedPhase... phases) {
    return new Plan(
        "test",
        "fixed",
        "required by a test",
        1,
        null,
        List.of(phases),
        List.of(),
        List.of(),
        null);
  }

  /** Creates a sequential phase without a timeout. */
  public static PlannedPhase phase(String name, PlannedStep... steps) {
    return new PlannedPhase(name, PhaseKind.SEQUENTIAL, null, List.of(steps));
  }

  /** Creates a step with a timeout of one minute. */
  public static PlannedStep step(
      String name, String command, boolean modifies, OnFailure onFailure) {
    return new PlannedStep(
        name,
        command,
        "",
        modifies,
        Duration.ofMinutes(1),
        onFailure,
        List.of(),
        null,
        1,
        List.of(),
        null,
        TargetRules.NONE);
  }
}
