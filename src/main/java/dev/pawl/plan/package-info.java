/** Converts a request to a plan of phases and steps. Nothing is stored. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "gate", "registry", "target", "workspace"})
package dev.pawl.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
