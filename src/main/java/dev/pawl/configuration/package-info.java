/** Bounds of configuration properties, former property keys, and the refusal of unknown ones. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.configuration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
