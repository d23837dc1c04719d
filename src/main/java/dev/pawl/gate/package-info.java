/** Conditions over outcomes; the answer of a gate is a verdict. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command"})
package dev.pawl.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
