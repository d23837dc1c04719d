/** Verification that a changed file is safe: its encoding, its syntax and its content. */
@NullMarked
@ApplicationModule(allowedDependencies = {"java", "language", "refactoring", "tool", "workspace"})
package dev.pawl.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
