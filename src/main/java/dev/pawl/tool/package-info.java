/** The interfaces for tools that check or fix files; each tool has one sub-package. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "glob",
      "language",
      "node",
      "process",
      "rule",
      "snapshot",
      "target",
      "workspace"
    })
package dev.pawl.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
