/** Removes code that is provably unused or duplicated. */
@NullMarked
@NamedInterface("refactoring")
package dev.pawl.tool.refactoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
