/** The interfaces for tools that check or fix files; each tool has one sub-package. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"command", "glob", "language", "process", "rule", "target", "workspace"})
package dev.pawl.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
