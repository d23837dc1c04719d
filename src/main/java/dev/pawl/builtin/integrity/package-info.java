/** Verification that the result of a workflow is safe. */
@NullMarked
package dev.pawl.builtin.integrity;

import org.jspecify.annotations.NullMarked;
