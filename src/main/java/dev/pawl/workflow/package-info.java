/** Plans that run and remember: the one truth in the database. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "command",
      "gate",
      "plan",
      "recovery",
      "lock",
      "project",
      "session",
      "workspace"
    })
package dev.pawl.workflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
