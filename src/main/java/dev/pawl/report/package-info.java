/** Reports of workflows, with one renderer for each format. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "command",
      "configuration",
      "gate",
      "recovery",
      "snapshot",
      "target",
      "workflow"
    })
package dev.pawl.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
