/** google-java-format: layout and unused imports of Java. */
@NullMarked
package dev.pawl.tool.javaformat;

import org.jspecify.annotations.NullMarked;
