/** The built-in commands, and the fixers and checkers that they run. */
@NullMarked
@ApplicationModule(allowedDependencies = {"cache", "command", "workspace"})
package dev.pawl.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
