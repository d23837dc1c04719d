/** Checks, formats and cleans up Java: syntax, PMD, google-java-format, imports. */
@NullMarked
package dev.pawl.tool.java;

import org.jspecify.annotations.NullMarked;
