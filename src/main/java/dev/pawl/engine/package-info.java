/** The hand that moves workflows forward: claims, executes, records, fences. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "registry", "gate", "workflow", "workspace"})
package dev.pawl.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
