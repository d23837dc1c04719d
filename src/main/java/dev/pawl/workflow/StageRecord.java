package dev.pawl.workflow;

import dev.pawl.recovery.StepStage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * The recorded result of one pipeline stage of an attempt.
 *
 * @param detail the subject of the check, or the reason why it failed
 */
@Schema(name = "StageVerdict")
public record StageRecord(
    StepStage stage, boolean passed, String detail, Instant startedAt, long durationMs) {}
