/** Checks the syntax of many languages with tree-sitter grammars. */
@NullMarked
package dev.pawl.tool.treesitter;

import org.jspecify.annotations.NullMarked;
