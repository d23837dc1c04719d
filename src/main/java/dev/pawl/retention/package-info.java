/** Forgets what has been over for long, so that a node that runs for years does not grow. */
@NullMarked
@ApplicationModule(allowedDependencies = {"workspace"})
package dev.pawl.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
