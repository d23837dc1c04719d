/** Provides metrics of workflows and commands, through Micrometer and as NDJSON. */
@NullMarked
@ApplicationModule(allowedDependencies = {"node", "recovery", "web", "workflow", "workspace"})
package dev.pawl.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
