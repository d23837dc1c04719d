/** The formatters that the configuration files of a target ask for, and the files that these formatters leave as they are. */
@NullMarked
@ApplicationModule(allowedDependencies = {"glob", "language", "tool", "workspace"})
package dev.pawl.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
