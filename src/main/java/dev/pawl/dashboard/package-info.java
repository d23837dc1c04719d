/** Serves the HTML pages and the dashboard document on running and ended workflows. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "finding",
      "language",
      "node",
      "objectstore",
      "plan",
      "recovery",
      "registry",
      "report",
      "rule",
      "session",
      "snapshot",
      "target",
      "web",
      "workflow",
      "workflowlist",
      "workspace"
    })
package dev.pawl.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
