/** From a request to phases and steps; pure, nothing is stored. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "gate", "registry", "workspace"})
package dev.pawl.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
