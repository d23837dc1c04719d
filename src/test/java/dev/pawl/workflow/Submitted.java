package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.util.Map;

/** Test fixtures for submissions. */
final class Submitted {

  private Submitted() {}

  /** Creates a non-interactive submission of a plan for a directory. */
  static Accepted of(Plan plan, boolean dryRun, Duration timeout) {
    return new Accepted(
        Target.directory("/targets/x"),
        plan,
        dryRun,
        timeout,
        false,
        Duration.ofHours(1),
        Map.of(),
        5,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
