/** Removes duplicate imports and list entries. */
@NullMarked
package dev.pawl.tool.repeated;

import org.jspecify.annotations.NullMarked;
