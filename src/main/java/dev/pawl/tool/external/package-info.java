/** Programs of the machine or of the target that check or rewrite files; each is described by one YAML file. */
@NullMarked
package dev.pawl.tool.external;

import org.jspecify.annotations.NullMarked;
