/** Forges: reports workflows on commits and pull requests, and starts workflows for the events of a forge. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "callback",
      "command",
      "configuration",
      "credential",
      "finding",
      "glob",
      "lock",
      "network",
      "node",
      "project",
      "report",
      "submission",
      "target",
      "web",
      "workflow",
      "workflowlist",
      "workspace"
    })
package dev.pawl.forge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
