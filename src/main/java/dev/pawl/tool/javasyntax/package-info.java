/** The JDK's own parser: syntax of Java. */
@NullMarked
package dev.pawl.tool.javasyntax;

import org.jspecify.annotations.NullMarked;
