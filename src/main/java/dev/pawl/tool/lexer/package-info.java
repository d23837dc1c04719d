/** Splits texts of all languages into tokens in the same way: words, numbers, strings, symbols, comments. */
@NullMarked
package dev.pawl.tool.lexer;

import org.jspecify.annotations.NullMarked;
