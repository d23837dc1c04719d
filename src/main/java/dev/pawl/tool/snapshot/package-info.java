/** The state to compare with and to go back to. */
@NullMarked
package dev.pawl.tool.snapshot;

import org.jspecify.annotations.NullMarked;
