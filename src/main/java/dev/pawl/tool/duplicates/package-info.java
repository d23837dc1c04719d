/** Code that stands in more than one place. */
@NullMarked
package dev.pawl.tool.duplicates;

import org.jspecify.annotations.NullMarked;
