/** Submits workflows automatically, at the times of cron schedules. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "configuration",
      "lock",
      "node",
      "project",
      "submission",
      "web",
      "workflow"
    })
package dev.pawl.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
