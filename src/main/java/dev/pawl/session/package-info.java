/** Lines of work on one target, which remember what their steps found out. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command"})
package dev.pawl.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
