/** Pages for people, and the document behind them: what runs, what ended and how. */
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
