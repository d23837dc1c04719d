/** EditorConfig: formatting properties that a target specifies for its text files. */
@NullMarked
package dev.pawl.tool.editorconfig;

import org.jspecify.annotations.NullMarked;
