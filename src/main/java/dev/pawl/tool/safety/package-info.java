/** Whether a target is in a state to be worked on. */
@NullMarked
package dev.pawl.tool.safety;

import org.jspecify.annotations.NullMarked;
