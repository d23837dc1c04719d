package dev.pawl.node;

/**
 * How much of a node is in use.
 *
 * @param cpu of all processors, by others than this process, in percent
 * @param memory in percent
 * @param disk where the workspaces are, in percent
 * @param diskFree in bytes
 */
public record Reading(double cpu, double memory, double disk, long diskFree) {}
