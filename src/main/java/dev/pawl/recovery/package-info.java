/** Classifies failures of steps and selects the recovery action. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "configuration"})
package dev.pawl.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
