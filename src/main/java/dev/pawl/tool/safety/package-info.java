/** Checks whether the state of a target allows a workflow. */
@NullMarked
package dev.pawl.tool.safety;

import org.jspecify.annotations.NullMarked;
