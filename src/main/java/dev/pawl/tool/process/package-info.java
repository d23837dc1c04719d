/** Programs of trusted targets: argument lists, a scrubbed environment, a limit on output, and no child left behind. */
@NullMarked
package dev.pawl.tool.process;

import org.jspecify.annotations.NullMarked;
