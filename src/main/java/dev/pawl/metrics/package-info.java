/** Listens to what workflows do and speaks Micrometer. */
@NullMarked
@ApplicationModule(allowedDependencies = {"recovery", "workflow"})
package dev.pawl.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
