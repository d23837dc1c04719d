/** Removes code that is provably unused or duplicated. */
@NullMarked
package dev.pawl.tool.refactoring;

import org.jspecify.annotations.NullMarked;
