/** Serves the command line client. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
