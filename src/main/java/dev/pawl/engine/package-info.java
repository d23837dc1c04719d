/** Executes workflows: claims them, runs their steps, records the results, renews leases and fences lost claims. */
@NullMarked
@ApplicationModule(allowedDependencies = {"lock", "node", "pipeline", "workflow", "workspace"})
package dev.pawl.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
