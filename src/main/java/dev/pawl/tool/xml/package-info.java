/** Checks and formats XML; the syntax check uses the JDK's parser. */
@NullMarked
package dev.pawl.tool.xml;

import org.jspecify.annotations.NullMarked;
