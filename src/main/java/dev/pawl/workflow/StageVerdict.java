package dev.pawl.workflow;

import dev.pawl.recovery.Stage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * The recorded result of one pipeline stage of an attempt.
 *
 * @param detail the subject of the check, or the reason why it failed
 */
@Schema(name = "StageVerdict")
public record StageVerdict(
    Stage stage, boolean passed, String detail, Instant startedAt, long durationMs) {}
