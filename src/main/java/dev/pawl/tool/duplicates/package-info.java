/** Detection of duplicate code. */
@NullMarked
package dev.pawl.tool.duplicates;

import org.jspecify.annotations.NullMarked;
