/** Streams the events of workflows to subscribers. */
@NullMarked
@ApplicationModule(allowedDependencies = {"web", "workflow"})
package dev.pawl.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
