/** Commands that Markdown files define: programs, scripts and agents, in the workspace and nowhere else. */
@NullMarked
package dev.pawl.tool.program;

import org.jspecify.annotations.NullMarked;
