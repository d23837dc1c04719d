/** The commands that are part of Pawl: verify, format, clean up, analyze, find duplicates, and the safety steps around them. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "cache",
      "command",
      "consent",
      "duplication",
      "language",
      "node",
      "process",
      "proof",
      "rule",
      "snapshot",
      "suppression",
      "target",
      "tool",
      "workspace"
    })
package dev.pawl.builtin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
