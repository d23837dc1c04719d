/** The hand that moves workflows forward: claims, executes, records, fences. */
@NullMarked
@ApplicationModule(allowedDependencies = {"lock", "node", "pipeline", "workflow", "workspace"})
package dev.pawl.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
