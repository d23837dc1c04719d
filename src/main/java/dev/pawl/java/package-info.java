/** Checks and cleans up Java: syntax, PMD, imports. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"command", "language", "process", "rule", "target", "tool", "workspace"})
package dev.pawl.java;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
