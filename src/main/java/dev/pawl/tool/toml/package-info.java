/** Checks and formats TOML; the syntax check uses Jackson. */
@NullMarked
package dev.pawl.tool.toml;

import org.jspecify.annotations.NullMarked;
