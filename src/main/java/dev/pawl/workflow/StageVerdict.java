package dev.pawl.workflow;

import dev.pawl.recovery.Stage;
import java.time.Instant;

/**
 * The answer of one stage of an attempt (2-behaviour, 4).
 *
 * @param detail what was looked at, or what does not hold
 */
public record StageVerdict(
    Stage stage, boolean passed, String detail, Instant startedAt, long durationMs) {}
