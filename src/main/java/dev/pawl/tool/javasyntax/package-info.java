/** Parses Java with the JDK's own parser. */
@NullMarked
package dev.pawl.tool.javasyntax;

import org.jspecify.annotations.NullMarked;
