package dev.pawl.security;

import dev.pawl.web.DatabaseFailed;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates requests that carry an API token in the {@code Authorization} header, or the cookie of a session. */
final class ApiTokenAuthenticationFilter extends OncePerRequestFilter {

  private static final String BEARER_PREFIX = "Bearer ";
  private static final Duration MAX_RECALL = Duration.ofHours(1);

  private final ApiTokenService tokens;
  private final BrowserSessionService sessions;

  /** The callers of the metrics by hash of their token; only valid tokens are added. */
  private final Map<String, RecentCaller> recentCallers = new ConcurrentHashMap<>();

  private record RecentCaller(Authentication caller, long seenAt) {

    boolean isRecent() {
      return System.nanoTime() - seenAt < MAX_RECALL.toNanos();
    }
  }

  ApiTokenAuthenticationFilter(ApiTokenService tokens, BrowserSessionService sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    authenticateOrRecall(request)
        .ifPresent(caller -> {
          var context = SecurityContextHolder.createEmptyContext();
          context.setAuthentication(caller);
          SecurityContextHolder.setContext(context);
        });
    chain.doFilter(request, response);
  }

  /**
   * Authenticates the caller. During an outage of the database, probes need no caller, and the metrics accept a token
   * that was valid less than an hour ago, because they show the outage.
   */
  private Optional<Authentication> authenticateOrRecall(HttpServletRequest request) {
    boolean readsMetrics = EndpointScopes.isManagement(request);
    String bearer = bearerToken(request);
    String token = bearer == null ? null : HexFormat.of().formatHex(ApiTokenService.hash(bearer));
    try {
      Optional<Authentication> caller = authenticate(request);
      if (readsMetrics && token != null) {
        recentCallers.values().removeIf(recent -> !recent.isRecent());
        recentCallers.compute(
            token,
            (key, old) ->
                caller.map(valid -> new RecentCaller(valid, System.nanoTime())).orElse(null));
      }
      return caller;
    } catch (RuntimeException e) {
      if (DatabaseFailed.findIn(e).isEmpty()) {
        throw e;
      }
      if (EndpointScopes.isPublic(request)) {
        return Optional.empty();
      }
      RecentCaller recent = readsMetrics && token != null ? recentCallers.get(token) : null;
      if (recent == null || !recent.isRecent()) {
        throw e;
      }
      return Optional.of(recent.caller());
    }
  }

  /** Authenticates the caller. A header takes precedence over the cookie; a JWT is left to the resource server filter. */
  private Optional<Authentication> authenticate(HttpServletRequest request) {
    String header = bearerToken(request);
    return header == null
        ? sessions.authenticate(request)
        : Optional.of(header).filter(token -> !isJwt(token)).flatMap(tokens::authenticate);
  }

  /** Returns the bearer token of the {@code Authorization} header; null when there is none. */
  static @Nullable String bearerToken(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER_PREFIX, 0, BEARER_PREFIX.length())
        ? header.substring(BEARER_PREFIX.length()).trim()
        : null;
  }

  /** Returns whether a token is a JWT: three parts separated by dots. API tokens contain no dot. */
  static boolean isJwt(String token) {
    return token.chars().filter(c -> c == '.').count() == 2;
  }
}
