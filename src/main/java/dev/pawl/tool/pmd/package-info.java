/** PMD: likely mistakes in Java. */
@NullMarked
package dev.pawl.tool.pmd;

import org.jspecify.annotations.NullMarked;
