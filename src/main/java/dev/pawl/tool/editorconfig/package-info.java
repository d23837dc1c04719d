/** EditorConfig: formatting properties that a target specifies for its text files. */
@NullMarked
@NamedInterface("editorconfig")
package dev.pawl.tool.editorconfig;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
