/** Checks, formats and cleans up Java: syntax, PMD, google-java-format, imports. */
@NullMarked
@NamedInterface("java")
package dev.pawl.tool.java;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
