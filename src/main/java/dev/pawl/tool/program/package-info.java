/** Runs commands that are defined by Markdown files: programs, scripts and agents, confined to the workspace. */
@NullMarked
package dev.pawl.tool.program;

import org.jspecify.annotations.NullMarked;
