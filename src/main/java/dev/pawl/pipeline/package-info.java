/** What an attempt at a step goes through, stage by stage, from the command's name to the state that is kept. */
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
