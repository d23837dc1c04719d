package dev.pawl.refactoring;

import org.jspecify.annotations.Nullable;

/**
 * A declaration whose name occurs nowhere else in its file.
 *
 * @param start the offset of its first character, including modifiers
 * @param end the offset after its last character
 * @param instanceField whether it is a field of objects, which serialization may read
 * @param obstacle the reason why it must stay although it appears removable; null if there is none in its file
 */
record UnusedDeclaration(
    String name, int start, int end, boolean instanceField, @Nullable String obstacle) {}
