/** The endpoints of one workflow: its state and progress, its results, and the actions on it. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "finding",
      "glob",
      "project",
      "snapshot",
      "target",
      "web",
      "workflow",
      "workspace"
    })
package dev.pawl.workflowapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
