/** The JDK's own parser: syntax of XML. */
@NullMarked
package dev.pawl.tool.xml;

import org.jspecify.annotations.NullMarked;
