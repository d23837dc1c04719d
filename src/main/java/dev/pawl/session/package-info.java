/** Sessions: lines of work on one target, with shared state and satisfied dependencies. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "configuration"})
package dev.pawl.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
