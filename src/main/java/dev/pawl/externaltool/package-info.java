/** Tools that run a program of the machine or of the target; each is described by one YAML file. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "command",
      "language",
      "node",
      "process",
      "rule",
      "target",
      "tool",
      "tool :: editorconfig",
      "workspace"
    })
package dev.pawl.externaltool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
