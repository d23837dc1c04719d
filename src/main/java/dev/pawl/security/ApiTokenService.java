package dev.pawl.security;

import dev.pawl.project.SubmissionLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Manages API tokens. Their secrets are long and random, so a single round of a fast hash is sufficient. */
@Component
class ApiTokenService {

  /** Identifies a token to people and to secret scanners. */
  static final String PREFIX = "pawl_";

  private static final Duration EXPIRED_RETENTION = Duration.ofDays(30);
  private static final int SECRET_BYTES = 32;

  private final ApiTokenRepository tokens;
  private final Clock clock;
  private final Duration lifetime;
  private final SecureRandom random = new SecureRandom();

  /** The hashes of the initial administrator token and of the one before. */
  private final List<byte[]> adminTokenHashes;

  ApiTokenService(ApiTokenRepository tokens, SecurityProperties properties, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
    this.lifetime = properties.tokenLifetime();
    this.adminTokenHashes =
        Stream.of(properties.adminToken(), properties.previousAdminToken())
            .filter(Objects::nonNull)
            .map(ApiTokenService::hash)
            .toList();
  }

  /** A created token and its secret, which cannot be retrieved later. */
  record CreatedToken(ApiToken token, String secret) {}

  /**
   * Creates a token.
   *
   * @param limits what the token may submit and cancel
   * @param expiresAt the time of expiry; after the configured lifetime when absent
   */
  CreatedToken create(
      String name,
      Set<Scope> scopes,
      @Nullable String project,
      SubmissionLimits limits,
      @Nullable Instant expiresAt,
      String createdBy) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant expiry = expiresAt == null ? now.plus(lifetime) : expiresAt;
    var token =
        new StoredApiToken(name, hash(secret), scopes, project, limits, createdBy, now, expiry);
    return new CreatedToken(ApiToken.of(tokens.save(token)), secret);
  }

  /** Authenticates a caller by the secret of a token; empty when it is unknown, expired or revoked. */
  Optional<Authentication> authenticate(String secret) {
    return authenticateByHash(hash(secret));
  }

  /** Authenticates a caller by the hash of the secret. */
  Optional<Authentication> authenticateByHash(byte[] hash) {
    if (adminTokenHashes.stream().anyMatch(admin -> MessageDigest.isEqual(hash, admin))) {
      return Optional.of(
          authentication(
              "admin",
              Scope.authorities(EnumSet.of(Scope.ADMIN), null),
              new UsedCredential("admin", hash, null)));
    }
    Instant now = clock.instant();
    Optional<StoredApiToken> validToken =
        tokens.findByHash(hash).filter(token -> token.isValid(now));
    validToken.ifPresent(token -> recordUse(token, now));
    return validToken.map(token ->
        authentication(
            token.name(),
            Scope.authorities(token.scopes(), token.project(), token.limits()),
            new UsedCredential(identity(token), hash, null)));
  }

  /** Returns whether the token with a hash is still accepted. */
  boolean isValid(byte[] hash) {
    Instant now = clock.instant();
    return adminTokenHashes.stream().anyMatch(admin -> MessageDigest.isEqual(hash, admin))
        || tokens.findByHash(hash).filter(token -> token.isValid(now)).isPresent();
  }

  /** Returns the identity of a caller: a token, or the user for whom each sign-in creates one. */
  private static String identity(StoredApiToken token) {
    return token.createdBy().equals(OidcLoginHandler.TOKEN_CREATOR)
        ? "user " + token.name()
        : "token " + token.id();
  }

  private static Authentication authentication(
      String name, List<GrantedAuthority> authorities, UsedCredential credential) {
    var authentication = UsernamePasswordAuthenticationToken.authenticated(name, "", authorities);
    authentication.setDetails(credential);
    return authentication;
  }

  /** Records the time of use to the minute, so that frequent requests do not cause a write each. */
  private void recordUse(StoredApiToken token, Instant now) {
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    if (token.lastUsedAt() == null || token.lastUsedAt().isBefore(minute)) {
      tokens.recordUse(token.id(), minute);
    }
  }

  /** Deletes login tokens that expired more than 30 days ago, because every login creates a token. */
  @Scheduled(fixedDelayString = "1h", initialDelayString = "1h")
  void deleteExpiredLoginTokens() {
    tokens.deleteByCreatorAndExpiredBefore(
        OidcLoginHandler.TOKEN_CREATOR, clock.instant().minus(EXPIRED_RETENTION));
  }

  /** Returns all tokens, newest first. */
  List<ApiToken> findAll() {
    return tokens.findByOrderByCreatedAtDescIdAsc().stream().map(ApiToken::of).toList();
  }

  /** Revokes a token immediately; empty when the id is unknown. */
  @Transactional
  Optional<ApiToken> revoke(UUID id) {
    Optional<StoredApiToken> token = tokens.findForUpdateById(id);
    token.ifPresent(stored -> stored.revoke(clock.instant().truncatedTo(ChronoUnit.MICROS)));
    return token.map(ApiToken::of);
  }

  /** Revokes the token with a hash, if it was created for a sign-in. */
  @Transactional
  void revokeSignIn(byte[] hash) {
    tokens
        .findByHash(hash)
        .filter(token -> token.createdBy().equals(OidcLoginHandler.TOKEN_CREATOR))
        .ifPresent(token -> revoke(token.id()));
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
