/** TOML: whether it parses, and how it is laid out. */
@NullMarked
package dev.pawl.tool.toml;

import org.jspecify.annotations.NullMarked;
