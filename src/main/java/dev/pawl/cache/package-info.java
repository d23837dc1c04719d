/** What was computed before, by a digest of all that it was computed from. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
