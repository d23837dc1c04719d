/** Private checkouts of targets in which workflows work; publishing and rollback. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "archive",
      "command",
      "glob",
      "language",
      "network",
      "objectstore",
      "snapshot",
      "target"
    })
package dev.pawl.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
