package dev.pawl.finding;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a finding.
 *
 * @param resolution the decision
 * @param reason the reason, of 1 to 1000 characters
 * @param expiresAt the time from which the finding counts again; absent for a decision that does not expire
 */
@Schema(name = "ResolutionRequest")
record ResolutionRequest(
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) ResolutionKind resolution,
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = 1000,
            example = "The parameter is part of the interface.")
        String reason,
    @Nullable Instant expiresAt) {}
