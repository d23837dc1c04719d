/** Who may do what, and which hosts and headers a browser may trust. */
@NullMarked
@ApplicationModule(allowedDependencies = {"project"})
package dev.pawl.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
