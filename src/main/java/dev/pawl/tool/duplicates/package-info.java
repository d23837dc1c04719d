/** Code that stands in more than one place, found by its tokens in any language. */
@NullMarked
package dev.pawl.tool.duplicates;

import org.jspecify.annotations.NullMarked;
