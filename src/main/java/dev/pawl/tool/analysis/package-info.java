/** What a code base is made of: its size, its languages, its longest and most complex parts. */
@NullMarked
package dev.pawl.tool.analysis;

import org.jspecify.annotations.NullMarked;
