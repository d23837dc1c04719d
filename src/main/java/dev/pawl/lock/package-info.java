/** Exclusive locks of workflows on named resources, with queues of waiting workflows. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.lock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
