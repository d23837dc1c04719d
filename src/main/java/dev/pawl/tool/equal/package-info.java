/** Leaves one of several private methods of Java that say the same, by syntax alone. */
@NullMarked
package dev.pawl.tool.equal;

import org.jspecify.annotations.NullMarked;
