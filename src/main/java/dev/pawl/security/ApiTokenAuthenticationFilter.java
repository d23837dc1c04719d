package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates requests that carry an API token in the {@code Authorization} header, or the cookie of a session. */
final class ApiTokenAuthenticationFilter extends OncePerRequestFilter {

  private static final String BEARER_PREFIX = "Bearer ";

  private final ApiTokenService tokens;
  private final BrowserSessionService sessions;

  ApiTokenAuthenticationFilter(ApiTokenService tokens, BrowserSessionService sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    authenticate(request)
        .ifPresent(caller -> {
          var context = SecurityContextHolder.createEmptyContext();
          context.setAuthentication(caller);
          SecurityContextHolder.setContext(context);
        });
    chain.doFilter(request, response);
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
