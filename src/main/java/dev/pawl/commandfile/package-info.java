/** Runs commands that are defined by Markdown files: programs, scripts and agents, confined to the workspace. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "glob",
      "process",
      "snapshot",
      "target",
      "tool",
      "workspace"
    })
package dev.pawl.commandfile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
