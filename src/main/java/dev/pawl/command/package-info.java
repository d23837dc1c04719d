/** Commands, their input and their results. */
@NullMarked
@ApplicationModule(allowedDependencies = {"language", "rule"})
package dev.pawl.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
