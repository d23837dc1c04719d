/** Suppressions: the comments in code that silence rules at a place. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "language", "rule", "tool", "workspace"})
package dev.pawl.suppression;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
