package dev.pawl.security;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is shown: without its secret, which nobody knows but who has it.
 *
 * @param project who has it sees and reaches only what is of this project; everything when absent
 * @param createdBy who made it
 * @param expiresAt from when on it is good for nothing; never when absent
 * @param lastUsedAt to the minute
 * @param revokedAt since when it is good for nothing, because somebody wanted that
 */
record ApiToken(
    UUID tokenId,
    String name,
    Set<Scope> scopes,
    @Nullable String project,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
