/** Removes what stands twice where once says the same. */
@NullMarked
package dev.pawl.tool.repeated;

import org.jspecify.annotations.NullMarked;
