/** Metrics of a target: languages, lines and functions. */
@NullMarked
package dev.pawl.builtin.analysis;

import org.jspecify.annotations.NullMarked;
