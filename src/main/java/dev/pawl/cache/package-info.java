/** Results of earlier computations, by a digest of all their inputs. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration"})
package dev.pawl.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
