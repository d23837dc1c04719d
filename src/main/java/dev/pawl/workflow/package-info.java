/** Workflows, their persistent state machine, and the services and endpoints to submit, execute and control them. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "command",
      "finding",
      "gate",
      "lock",
      "node",
      "plan",
      "project",
      "recovery",
      "rule",
      "session",
      "target",
      "web",
      "workspace"
    })
package dev.pawl.workflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
