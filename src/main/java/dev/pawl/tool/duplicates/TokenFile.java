package dev.pawl.tool.duplicates;

/**
 * A file as its tokens.
 *
 * @param tokens equal numbers are equal tokens
 * @param lines the line of each token, from 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared, and boxed numbers would be five times as large
record TokenFile(String path, int[] tokens, int[] lines) {}
