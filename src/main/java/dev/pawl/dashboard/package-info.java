/** Serves the HTML pages and the dashboard document on running and ended workflows. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "finding",
      "gate",
      "language",
      "node",
      "plan",
      "recovery",
      "registry",
      "report",
      "rule",
      "session",
      "snapshot",
      "target",
      "web",
      "workflow"
    })
package dev.pawl.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
