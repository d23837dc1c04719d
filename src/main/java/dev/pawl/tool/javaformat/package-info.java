/** Formats Java, sorts its imports and removes unused ones with google-java-format. */
@NullMarked
package dev.pawl.tool.javaformat;

import org.jspecify.annotations.NullMarked;
