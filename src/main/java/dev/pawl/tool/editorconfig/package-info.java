/** EditorConfig: what a target asks for in any text file. */
@NullMarked
package dev.pawl.tool.editorconfig;

import org.jspecify.annotations.NullMarked;
