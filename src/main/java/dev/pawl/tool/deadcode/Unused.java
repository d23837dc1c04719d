package dev.pawl.tool.deadcode;

/**
 * A declaration that nothing else in its file names.
 *
 * @param start where it begins in the text, with its modifiers
 * @param end where what follows it begins
 */
record Unused(String name, int start, int end) {}
