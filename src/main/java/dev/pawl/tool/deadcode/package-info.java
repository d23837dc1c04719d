/** Removes private and local declarations of Java that nothing refers to, by syntax alone. */
@NullMarked
package dev.pawl.tool.deadcode;

import org.jspecify.annotations.NullMarked;
