package dev.pawl.metrics;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a command (2-behaviour, 10.2).
 *
 * @param timestamp when it ended
 * @param session that its workflow belongs to
 * @param executionTime in milliseconds
 * @param memoryUsage the most that the node and its children had while it ran, in bytes
 * @param agentCount how many agents worked for it
 * @param status how it ended
 * @param cached whether its result was known, so that nothing ran
 * @param files that it looked at
 * @param bytes that it looked at
 */
@Schema(description = "One execution of a command")
record Execution(
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
