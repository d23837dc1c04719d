package dev.pawl.security;

import dev.pawl.project.SubmissionLimits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token, without its secret: the service stores only a hash of it.
 *
 * @param tokenId the id of the token
 * @param name the display name, which also identifies the caller in the audit log
 * @param scopes the scopes that the token grants
 * @param project the only project that the token gives access to; all projects when absent
 * @param limits what the token may submit and cancel; absent when it is not limited
 * @param createdBy the name of the caller who created the token
 * @param createdAt the time of creation
 * @param expiresAt the time from which the token is no longer accepted; never when absent, as for tokens of earlier versions
 * @param lastUsedAt the time of the last use, truncated to the minute
 * @param revokedAt the time of revocation; absent while the token is not revoked
 */
@Schema(name = "ApiToken")
record ApiToken(
    UUID tokenId,
    String name,
    Set<Scope> scopes,
    @Nullable String project,
    @Nullable SubmissionLimits limits,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  static ApiToken of(StoredApiToken stored) {
    return new ApiToken(
        stored.id(),
        stored.name(),
        stored.scopes(),
        stored.project(),
        stored.limits().limitsNothing() ? null : stored.limits(),
        stored.createdBy(),
        stored.createdAt(),
        stored.expiresAt(),
        stored.lastUsedAt(),
        stored.revokedAt());
  }
}
