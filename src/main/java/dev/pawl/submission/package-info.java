/** Submissions: parsing, validation of all errors at once, planning and the start of the workflow. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "builtin",
      "callback",
      "command",
      "configuration",
      "gate",
      "glob",
      "lock",
      "node",
      "plan",
      "project",
      "rule",
      "session",
      "target",
      "web",
      "workflow",
      "workspace"
    })
package dev.pawl.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
