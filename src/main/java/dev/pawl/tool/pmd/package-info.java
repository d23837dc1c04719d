/** Finds likely mistakes in Java with PMD. */
@NullMarked
package dev.pawl.tool.pmd;

import org.jspecify.annotations.NullMarked;
