package dev.pawl.security;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Manages API tokens. Their secrets are long and random, so a single round of a fast hash is sufficient. */
@Component
class ApiTokenService {

  /** Identifies a token to people and to secret scanners. */
  static final String PREFIX = "pawl_";

  private static final Duration EXPIRED_RETENTION = Duration.ofDays(30);
  private static final int SECRET_BYTES = 32;
  private static final String COLUMNS =
      "id, name, scopes, project, created_by, created_at, expires_at, last_used_at, revoked_at";

  private final JdbcClient client;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final byte @Nullable [] adminTokenHash;

  ApiTokenService(JdbcClient client, SecurityProperties properties, Clock clock) {
    this.client = client;
    this.clock = clock;
    this.adminTokenHash = properties.adminToken() == null ? null : hash(properties.adminToken());
  }

  /** A created token and its secret, which cannot be retrieved later. */
  record CreatedToken(ApiToken token, String secret) {}

  CreatedToken create(
      String name,
      Set<Scope> scopes,
      @Nullable String project,
      @Nullable Instant expiresAt,
      String createdBy) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var token =
        new ApiToken(
            UUID.randomUUID(), name, scopes, project, createdBy, now, expiresAt, null, null);
    client
        .sql(
            "insert into api_token (id, name, hash, scopes, created_by, created_at, expires_at,"
                + " project) values (?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            token.tokenId(),
            name,
            hash(secret),
            scopes.stream().sorted().map(Scope::name).collect(joining(" ")),
            createdBy,
            Timestamp.from(now))
        .param(expiresAt == null ? null : Timestamp.from(expiresAt))
        .param(project)
        .update();
    return new CreatedToken(token, secret);
  }

  /** Authenticates a caller by the secret of a token; empty when it is unknown, expired or revoked. */
  Optional<Authentication> authenticate(String secret) {
    byte[] hash = hash(secret);
    if (adminTokenHash != null && MessageDigest.isEqual(hash, adminTokenHash)) {
      return Optional.of(authentication("admin", EnumSet.of(Scope.ADMIN), null));
    }
    Instant now = clock.instant();
    Optional<ApiToken> validToken =
        client
            .sql("select " + COLUMNS + " from api_token where hash = ?")
            .param(hash)
            .query((row, number) -> mapRow(row))
            .optional()
            .filter(token -> token.revokedAt() == null)
            .filter(token -> token.expiresAt() == null || now.isBefore(token.expiresAt()));
    validToken.ifPresent(token -> recordUse(token, now));
    return validToken.map(token -> authentication(token.name(), token.scopes(), token.project()));
  }

  private static Authentication authentication(
      String name, Set<Scope> scopes, @Nullable String project) {
    return UsernamePasswordAuthenticationToken.authenticated(
        name, "", Scope.authorities(scopes, project));
  }

  /** Records the time of use to the minute, so that frequent requests do not cause a write each. */
  private void recordUse(ApiToken token, Instant now) {
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    if (token.lastUsedAt() == null || token.lastUsedAt().isBefore(minute)) {
      client
          .sql("update api_token set last_used_at = ? where id = ?")
          .params(Timestamp.from(minute), token.tokenId())
          .update();
    }
  }

  /** Deletes login tokens that expired more than 30 days ago, because every login creates a token. */
  @Scheduled(fixedDelayString = "1h", initialDelayString = "1h")
  void deleteExpiredLoginTokens() {
    client
        .sql("delete from api_token where created_by = ? and expires_at < ?")
        .params(
            OidcLoginHandler.TOKEN_CREATOR,
            Timestamp.from(clock.instant().minus(EXPIRED_RETENTION)))
        .update();
  }

  /** Returns all tokens, newest first. */
  List<ApiToken> findAll() {
    return client
        .sql("select " + COLUMNS + " from api_token order by created_at desc, id")
        .query((row, number) -> mapRow(row))
        .list();
  }

  /** Revokes a token immediately; empty when the id is unknown. */
  Optional<ApiToken> revoke(UUID id) {
    return client
        .sql(
            "update api_token set revoked_at = coalesce(revoked_at, ?) where id = ? returning "
                + COLUMNS)
        .params(Timestamp.from(clock.instant()), id)
        .query((row, number) -> mapRow(row))
        .optional();
  }

  private static ApiToken mapRow(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getObject(1, UUID.class),
        row.getString(2),
        Arrays.stream(row.getString(3).split(" "))
            .map(Scope::valueOf)
            .collect(toCollection(() -> EnumSet.noneOf(Scope.class))),
        row.getString(4),
        row.getString(5),
        row.getTimestamp(6).toInstant(),
        nullableInstant(row, 7),
        nullableInstant(row, 8),
        nullableInstant(row, 9));
  }

  private static @Nullable Instant nullableInstant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "SHA-256 is not available, though every Java platform must support it", e);
    }
  }
}
