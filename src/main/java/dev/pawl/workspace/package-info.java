/** Targets and their private workspaces: snapshots, checkouts, publishing and rollback. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "credential", "network", "project"})
package dev.pawl.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
