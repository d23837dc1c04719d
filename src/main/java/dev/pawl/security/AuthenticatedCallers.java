package dev.pawl.security;

import dev.pawl.web.Callers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/** Identifies the callers of requests, and checks their credentials again. */
@Component
class AuthenticatedCallers implements Callers {

  /** The tolerance with which the expiry of JWTs is validated. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private final AnonymousAccess anonymousAccess;
  private final ApiTokenService tokens;
  private final BrowserSessionService sessions;
  private final Clock clock;

  AuthenticatedCallers(
      AnonymousAccess anonymousAccess,
      ApiTokenService tokens,
      BrowserSessionService sessions,
      Clock clock) {
    this.anonymousAccess = anonymousAccess;
    this.tokens = tokens;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** A caller without authentication, where none is configured. */
  private record LocalCaller() implements Caller {

    @Override
    public @Nullable String identity() {
      return null;
    }

    @Override
    public boolean isAccepted() {
      return true;
    }
  }

  /** A caller with an API token or a session. */
  private record TokenCaller(
      UsedCredential used, ApiTokenService tokens, BrowserSessionService sessions)
      implements Caller {

    @Override
    public String identity() {
      return used.identity();
    }

    @Override
    public boolean isAccepted() {
      String session = used.sessionId();
      return tokens.isValid(HexFormat.of().parseHex(used.tokenHash()))
          && (session == null || sessions.isOpen(HexFormat.of().parseHex(session)));
    }
  }

  /** A caller with a credential that only its expiry ends, such as a JWT. */
  private record ExpiringCaller(String identity, @Nullable Instant expiresAt, Clock clock)
      implements Caller {

    @Override
    public boolean isAccepted() {
      return expiresAt != null && clock.instant().isBefore(expiresAt);
    }
  }

  @Override
  public Caller current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication != null && authentication.getDetails() instanceof UsedCredential used) {
      return new TokenCaller(used, tokens, sessions);
    }
    if (anonymousAccess.isAuthenticationDisabled()) {
      return new LocalCaller();
    }
    Instant expiresAt =
        authentication != null && authentication.getPrincipal() instanceof Jwt jwt
            ? jwt.getExpiresAt()
            : null;
    return new ExpiringCaller(
        identity(authentication), expiresAt == null ? null : expiresAt.plus(CLOCK_SKEW), clock);
  }

  /** Returns what limits of the rate and number of requests are counted for, if a caller is authenticated. */
  static String identity(@Nullable Authentication authentication) {
    if (authentication == null) {
      return CurrentCaller.ANONYMOUS;
    }
    return authentication.getDetails() instanceof UsedCredential used
        ? used.identity()
        : "user " + authentication.getName();
  }
}
