/** The snapshot of a target that is used for comparison and rollback. */
@NullMarked
package dev.pawl.tool.snapshot;

import org.jspecify.annotations.NullMarked;
