/** Detection of duplicate code. */
@NullMarked
package dev.pawl.builtin.duplicates;

import org.jspecify.annotations.NullMarked;
