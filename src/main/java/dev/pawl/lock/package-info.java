/** What only one may hold at a time: who holds it, and who waits for it. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.lock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
