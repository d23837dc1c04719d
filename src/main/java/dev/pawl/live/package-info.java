/** Streams the events of workflows to subscribers. */
@NullMarked
@ApplicationModule(allowedDependencies = {"workflow"})
package dev.pawl.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
