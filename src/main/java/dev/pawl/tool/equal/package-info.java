/** Merges identical private methods of Java classes, based on syntax alone. */
@NullMarked
package dev.pawl.tool.equal;

import org.jspecify.annotations.NullMarked;
