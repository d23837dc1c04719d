/** What a text is made of, for every language in the same way: words, numbers, strings, comments. */
@NullMarked
package dev.pawl.tool.lexer;

import org.jspecify.annotations.NullMarked;
