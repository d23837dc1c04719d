/** Whether a result is provably safe. */
@NullMarked
package dev.pawl.tool.integrity;

import org.jspecify.annotations.NullMarked;
