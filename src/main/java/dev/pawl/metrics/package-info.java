/** Counts and times what workflows do, for Micrometer and as lines of JSON. */
@NullMarked
@ApplicationModule(allowedDependencies = {"recovery", "workflow"})
package dev.pawl.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
