/** What a node requires to start, and what to do when it is missing. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration"})
package dev.pawl.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
