/** Publication of the workspace to the target. */
@NullMarked
package dev.pawl.tool.publish;

import org.jspecify.annotations.NullMarked;
