/** The syntax of many languages, by the grammars of tree-sitter. */
@NullMarked
package dev.pawl.tool.treesitter;

import org.jspecify.annotations.NullMarked;
