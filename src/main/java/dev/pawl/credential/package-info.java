/** What remote repositories want to see before they answer, kept encrypted and never shown. */
@NullMarked
@ApplicationModule(allowedDependencies = {"network"})
package dev.pawl.credential;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
