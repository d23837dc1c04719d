/** Credentials for git remotes, stored encrypted and never returned. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "network"})
package dev.pawl.credential;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
