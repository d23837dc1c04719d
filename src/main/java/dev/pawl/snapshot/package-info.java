/** Snapshots: stored, immutable states of a target, with their comparison, packing and pruning. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "objectstore", "target"})
package dev.pawl.snapshot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
