package dev.pawl.node;

/**
 * The resource usage of a node.
 *
 * @param cpuPercent the CPU use by other processes than this one, in percent of all CPUs
 * @param memoryPercent the memory in use, in percent
 * @param diskPercent the used space of the disk with the workspaces, in percent
 * @param diskFreeBytes the free space of that disk, in bytes
 */
public record ResourceUsage(
    double cpuPercent, double memoryPercent, double diskPercent, long diskFreeBytes) {}
