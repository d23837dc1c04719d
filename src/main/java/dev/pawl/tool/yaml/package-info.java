/** SnakeYAML Engine: syntax of YAML. */
@NullMarked
package dev.pawl.tool.yaml;

import org.jspecify.annotations.NullMarked;
