/** Targets and the private places to work on them: snapshots, checkouts, publishing and rolling back. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "credential", "network", "project"})
package dev.pawl.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
