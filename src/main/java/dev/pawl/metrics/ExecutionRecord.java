package dev.pawl.metrics;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a command, as exported to metrics systems.
 *
 * @param timestamp the time at which it ended
 * @param command the name of the command
 * @param session the session of its workflow
 * @param executionTime the duration of the execution in milliseconds
 * @param memoryUsage the peak resident memory of the programs that the command ran, in bytes; if it ran none, the bytes
 *     that its threads allocated
 * @param agentCount the number of agents that it used
 * @param status the final status
 * @param workflow the id of the workflow
 * @param step the name of the step
 * @param cached whether the result was already known, so that nothing was executed
 * @param files the number of files that it examined
 * @param bytes the number of bytes that it examined
 */
@Schema(name = "ExecutionRecord", description = "One execution of a command")
record ExecutionRecord(
    Instant timestamp,
    String command,
    @Nullable UUID session,
    long executionTime,
    @Nullable Long memoryUsage,
    @Nullable Integer agentCount,
    String status,
    String workflow,
    String step,
    boolean cached,
    @Nullable Long files,
    @Nullable Long bytes) {}
