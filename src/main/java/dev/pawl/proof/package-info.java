/** Verification that a changed file is safe: its encoding, its syntax and its content. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"language", "refactoring", "tool", "tool :: java", "workspace"})
package dev.pawl.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
