package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import java.time.Duration;
import java.util.Map;

/** Test fixtures for submissions. */
final class NewWorkflows {

  private NewWorkflows() {}

  /** Creates a non-interactive submission of a plan for a directory. */
  static NewWorkflow of(Plan plan, boolean dryRun, Duration timeout) {
    return new NewWorkflow(
        Target.directory("/targets/x"),
        null,
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
        null,
        RuleSettings.DEFAULT,
        Map.of(),
        null,
        Map.of(),
        null);
  }
}
