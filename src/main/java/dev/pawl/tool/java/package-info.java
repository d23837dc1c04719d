/** Checks and cleans up Java: syntax, PMD, imports. */
@NullMarked
@NamedInterface("java")
package dev.pawl.tool.java;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
