/** What shows of a changed file that it is safe: its form, its syntax, and what it says. */
@NullMarked
package dev.pawl.tool.proof;

import org.jspecify.annotations.NullMarked;
