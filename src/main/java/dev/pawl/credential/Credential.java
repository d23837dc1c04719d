package dev.pawl.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a remote repository, as it is shown.
 *
 * @param url it is used for every git target whose URL begins so; the longest that fits counts
 * @param username who it belongs to there
 * @param lastUsedAt to the minute
 */
record Credential(
    UUID credentialId,
    String name,
    String url,
    Kind kind,
    String username,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastUsedAt) {

  /** What the secret is. */
  enum Kind {
    TOKEN,
    SSH_KEY;

    /** The word of the API. */
    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
