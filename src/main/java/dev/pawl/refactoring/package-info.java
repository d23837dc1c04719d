/** Removes code that is provably unused or duplicated. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"command", "java", "language", "rule", "tool", "workspace"})
package dev.pawl.refactoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
