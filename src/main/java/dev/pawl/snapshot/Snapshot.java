package dev.pawl.snapshot;

/**
 * The content of the target when the workflow started to use it.
 *
 * @param tree the id of the git tree
 * @param files the number of files
 * @param bytes the total size of all files
 */
public record Snapshot(String tree, int files, long bytes) {}
