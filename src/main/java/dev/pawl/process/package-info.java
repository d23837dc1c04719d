/**
 * Runs programs in a sandbox: argument lists, a scrubbed environment, limited output, no orphaned processes. Runs the work of
 * commands on threads that are reused, and measures the memory of both.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration"})
package dev.pawl.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
