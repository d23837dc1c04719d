/** Removes unused private and local declarations from Java files, based on syntax alone. */
@NullMarked
package dev.pawl.tool.deadcode;

import org.jspecify.annotations.NullMarked;
