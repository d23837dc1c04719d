package dev.pawl.tool.refactoring;

/**
 * A declaration whose name occurs nowhere else in its file.
 *
 * @param start the offset of its first character, including modifiers
 * @param end the offset after its last character
 */
record UnusedDeclaration(String name, int start, int end) {}
