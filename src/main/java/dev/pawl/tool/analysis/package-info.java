/** Metrics of a target: languages, lines and functions. */
@NullMarked
package dev.pawl.tool.analysis;

import org.jspecify.annotations.NullMarked;
