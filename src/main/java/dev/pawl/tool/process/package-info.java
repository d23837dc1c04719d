/** Runs programs of trusted targets: argument lists, a scrubbed environment, limited output, no orphaned processes. */
@NullMarked
package dev.pawl.tool.process;

import org.jspecify.annotations.NullMarked;
