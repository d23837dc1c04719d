/** How much could go wrong with a target. */
@NullMarked
package dev.pawl.tool.risk;

import org.jspecify.annotations.NullMarked;
