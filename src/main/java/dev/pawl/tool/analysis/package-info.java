/** What a target consists of: its languages, its lines, its functions. */
@NullMarked
package dev.pawl.tool.analysis;

import org.jspecify.annotations.NullMarked;
