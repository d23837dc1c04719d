/** Runs programs in a sandbox, with limits and without orphans, and commands on threads that are reused. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration"})
package dev.pawl.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
