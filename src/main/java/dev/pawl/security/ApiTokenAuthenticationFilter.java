package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/** Authenticates requests that carry an API token in the {@code Authorization} header or in the login cookie. */
final class ApiTokenAuthenticationFilter extends OncePerRequestFilter {

  static final String COOKIE_NAME = "pawl_token";
  private static final String BEARER_PREFIX = "Bearer ";

  private final ApiTokenService tokens;

  ApiTokenAuthenticationFilter(ApiTokenService tokens) {
    this.tokens = tokens;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    apiToken(request)
        .flatMap(tokens::authenticate)
        .ifPresent(caller -> {
          var context = SecurityContextHolder.createEmptyContext();
          context.setAuthentication(caller);
          SecurityContextHolder.setContext(context);
        });
    chain.doFilter(request, response);
  }

  /** Returns the API token. A header takes precedence over the cookie; a JWT is left to the resource server filter. */
  private static Optional<String> apiToken(HttpServletRequest request) {
    String header = bearerToken(request);
    if (header != null) {
      return Optional.of(header).filter(token -> !isJwt(token));
    }
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE_NAME)).map(Cookie::getValue);
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
