/** Runs an attempt of a step through the stages, from resolving the command to storing the resulting state. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "registry",
      "gate",
      "recovery",
      "node",
      "session",
      "workflow",
      "workspace"
    })
package dev.pawl.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
