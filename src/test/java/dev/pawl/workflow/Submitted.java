package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.util.Map;

/** Submissions for tests of what becomes of them. */
final class Submitted {

  private Submitted() {}

  /** A plan for a folder, with so much time, of which nobody decides anything. */
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
