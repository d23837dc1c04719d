package dev.pawl.plan;

import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import java.time.Duration;
import java.util.List;

/** Plans for tests of what runs them. */
public final class Plans {

  private Plans() {}

  /** A plan of these phases. */
  public static Plan of(PlannedPhase... phases) {
    return new Plan("test", "fixed", "a test wants it", 1, null, List.of(phases), List.of(), null);
  }

  /** A phase without a time of its own. */
  public static PlannedPhase phase(String name, PlannedStep... steps) {
    return new PlannedPhase(name, PhaseKind.SEQUENTIAL, null, List.of(steps));
  }

  /** A step of a minute. */
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
        null);
  }
}
