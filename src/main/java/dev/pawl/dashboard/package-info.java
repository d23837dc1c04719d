/** Serves the HTML pages and the dashboard document on running and ended workflows. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "gate",
      "node",
      "plan",
      "registry",
      "report",
      "session",
      "submission",
      "workflow",
      "workspace"
    })
package dev.pawl.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
