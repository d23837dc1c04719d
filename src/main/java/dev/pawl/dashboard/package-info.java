/** Serves the HTML pages and the dashboard document on running and ended workflows. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "finding",
      "node",
      "plan",
      "registry",
      "report",
      "session",
      "snapshot",
      "web",
      "workflow"
    })
package dev.pawl.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
