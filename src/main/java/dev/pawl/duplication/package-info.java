/** Duplicate code: its detection, the command that reports it, and the duplication rate of a target. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "language",
      "rule",
      "suppression",
      "target",
      "tool",
      "workspace"
    })
package dev.pawl.duplication;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
