/** Deletion of data whose retention time has expired, so that the data of a long-running node does not grow. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "node", "snapshot", "workspace"})
package dev.pawl.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
