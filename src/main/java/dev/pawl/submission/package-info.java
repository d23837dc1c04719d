/** Submissions: parsing, validation of all errors at once, planning and the start of the workflow. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "callback",
      "session",
      "gate",
      "plan",
      "project",
      "workflow",
      "workspace"
    })
package dev.pawl.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
