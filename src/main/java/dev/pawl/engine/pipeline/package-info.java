/** Runs an attempt of a step through the stages, from resolving the command to storing the resulting state. */
@NullMarked
package dev.pawl.engine.pipeline;

import org.jspecify.annotations.NullMarked;
