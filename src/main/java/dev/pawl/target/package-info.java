/** Targets: where code comes from, its configuration, its files and its git remotes. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "configuration",
      "credential",
      "glob",
      "language",
      "network",
      "project",
      "registry",
      "rule"
    })
package dev.pawl.target;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
