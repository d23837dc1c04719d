package dev.pawl.workflow;

import dev.pawl.recovery.StepStage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * The recorded result of one pipeline stage of an attempt.
 *
 * @param stage the stage
 * @param passed whether the attempt passed the stage
 * @param detail the subject of the check, or the reason why it failed
 * @param startedAt the start time of the stage
 * @param durationMs the duration of the stage in milliseconds
 */
@Schema(name = "StageRecord")
public record StageRecord(
    StepStage stage, boolean passed, String detail, Instant startedAt, long durationMs) {}
