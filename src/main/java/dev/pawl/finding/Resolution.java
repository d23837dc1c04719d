package dev.pawl.finding;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a finding of a target, which gates then do not count.
 *
 * @param resolution the decision
 * @param reason the reason
 * @param resolvedAt the time of the decision
 * @param resolvedBy the name of the caller; absent if authentication is off
 * @param expiresAt the time from which the finding counts again; absent if the decision does not expire
 */
@Schema(name = "FindingResolution")
public record Resolution(
    ResolutionKind resolution,
    String reason,
    Instant resolvedAt,
    @Nullable String resolvedBy,
    @Nullable Instant expiresAt) {}
