/** Executes workflows: claims them, runs their steps, records the results, renews leases and fences lost claims. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "configuration",
      "finding",
      "gate",
      "glob",
      "lock",
      "node",
      "objectstore",
      "plan",
      "process",
      "project",
      "recovery",
      "registry",
      "rule",
      "session",
      "snapshot",
      "suppression",
      "target",
      "tool",
      "web",
      "workflow",
      "workspace"
    })
package dev.pawl.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
