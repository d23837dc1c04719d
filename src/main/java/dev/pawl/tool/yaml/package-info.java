/** Checks and formats YAML; the syntax check uses SnakeYAML Engine. */
@NullMarked
package dev.pawl.tool.yaml;

import org.jspecify.annotations.NullMarked;
