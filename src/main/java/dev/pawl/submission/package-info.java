/** What somebody asks for: read, checked for every fault at once, planned, and handed over to be kept. */
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
