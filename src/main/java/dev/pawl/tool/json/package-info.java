/** Checks and formats JSON; the syntax check uses Jackson. */
@NullMarked
package dev.pawl.tool.json;

import org.jspecify.annotations.NullMarked;
