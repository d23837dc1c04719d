/** Runs commands that are defined by Markdown files: programs, scripts and agents, confined to the workspace. */
@NullMarked
package dev.pawl.tool.commandfile;

import org.jspecify.annotations.NullMarked;
