/** Tells who asked for it how a workflow ended, signed and again until they have heard. */
@NullMarked
@ApplicationModule(allowedDependencies = {"network", "project", "workflow"})
package dev.pawl.callback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
