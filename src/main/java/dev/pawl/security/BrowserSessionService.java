package dev.pawl.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Keeps users signed in to the pages. The cookie of a session is not the API token with which it was started: it is of no
 * use after the session has ended, and the token cannot be read from it.
 */
@Component
class BrowserSessionService {

  static final String COOKIE_NAME = "pawl_session";

  private static final int SECRET_BYTES = 32;

  private final BrowserSessionRepository sessions;
  private final ApiTokenService tokens;
  private final Duration lifetime;
  private final Clock clock;
  private final StringKeyGenerator secretGenerator =
      new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), SECRET_BYTES);

  BrowserSessionService(
      BrowserSessionRepository sessions,
      ApiTokenService tokens,
      SecurityProperties properties,
      Clock clock) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.lifetime = properties.signInDuration();
    this.clock = clock;
  }

  /** Starts a session for the owner of a valid token, and sets its cookie. */
  void start(String token, HttpServletRequest request, HttpServletResponse response) {
    end(request);
    String secret = secretGenerator.generateKey();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    sessions.save(
        new BrowserSession(
            ApiTokenService.hash(secret), ApiTokenService.hash(token), now, now.plus(lifetime)));
    setCookie(secret, request, response);
  }

  /** Authenticates the user of a session; empty if there is none, or if its token is no longer valid. */
  Optional<Authentication> authenticate(HttpServletRequest request) {
    return secret(request)
        .flatMap(secret ->
            sessions.findByIdAndExpiresAtAfter(ApiTokenService.hash(secret), clock.instant()))
        .flatMap(session ->
            tokens
                .authenticateByHash(session.tokenHash())
                .map(caller -> UsedCredential.ofSession(caller, session.getId())));
  }

  /** Returns whether a session has neither ended nor expired. */
  boolean isOpen(byte[] id) {
    return sessions.findByIdAndExpiresAtAfter(id, clock.instant()).isPresent();
  }

  /** Ends the session of a browser, and removes its cookie. */
  void end(HttpServletRequest request, HttpServletResponse response) {
    end(request);
    setCookie("", request, response);
  }

  /** Ends the session on all nodes. A token that was created for the sign-in ends with it. */
  private void end(HttpServletRequest request) {
    secret(request)
        .map(ApiTokenService::hash)
        .flatMap(id -> sessions.findByIdAndExpiresAtAfter(id, clock.instant()))
        .ifPresent(session -> {
          sessions.removeById(session.getId());
          tokens.revokeSignIn(session.tokenHash());
        });
  }

  @Scheduled(fixedDelayString = "1h", initialDelayString = "1h")
  void deleteExpired() {
    sessions.deleteByExpiresAtBefore(clock.instant());
  }

  private static Optional<String> secret(HttpServletRequest request) {
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE_NAME)).map(Cookie::getValue);
  }

  /** Sets the cookie, which scripts cannot read and requests from other sites do not carry. */
  private static void setCookie(
      String secret, HttpServletRequest request, HttpServletResponse response) {
    var cookie =
        ResponseCookie.from(COOKIE_NAME, secret)
            .httpOnly(true)
            .secure(SecureConnection.isSecure(request))
            .sameSite("Strict")
            .path("/");
    if (secret.isEmpty()) {
      cookie.maxAge(Duration.ZERO);
    }
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
  }
}
