/** Reports of workflows, with one renderer for each format. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "command",
      "configuration",
      "finding",
      "gate",
      "plan",
      "recovery",
      "rule",
      "snapshot",
      "target",
      "workflow",
      "workspace"
    })
package dev.pawl.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
