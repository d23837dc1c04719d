package dev.pawl.node;

/**
 * The resource usage of a node.
 *
 * @param cpu the CPU use by other processes than this one, in percent of all CPUs
 * @param memory the memory in use, in percent
 * @param disk the used space of the disk with the workspaces, in percent
 * @param diskFree the free space of that disk, in bytes
 */
public record Reading(double cpu, double memory, double disk, long diskFree) {}
