package dev.pawl.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential for git remotes in the API, without its secret.
 *
 * @param credentialId the id of the credential
 * @param name the display name
 * @param url the URL prefix of the git targets that use this credential; the longest matching prefix applies
 * @param kind the kind of secret
 * @param username the user name at the remote
 * @param createdBy the name of the caller who stored it
 * @param createdAt the time at which it was stored
 * @param lastUsedAt the time of the last use, truncated to the minute
 */
@Schema(name = "Credential")
record Credential(
    UUID credentialId,
    String name,
    String url,
    Kind kind,
    String username,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastUsedAt) {

  static Credential of(StoredCredential stored) {
    return new Credential(
        stored.id(),
        stored.name(),
        stored.url(),
        stored.kind(),
        stored.username(),
        stored.createdBy(),
        stored.createdAt(),
        stored.lastUsedAt());
  }

  /** The kind of secret. */
  @Schema(name = "CredentialKind")
  enum Kind {
    TOKEN,
    SSH_KEY;

    /** Returns the value in the API. */
    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
