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

/** Knows who comes with a token: in a header, or in the cookie that a page was given. */
final class TokenFilter extends OncePerRequestFilter {

  static final String COOKIE = "pawl_token";
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;

  TokenFilter(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    secret(request)
        .flatMap(tokens::who)
        .ifPresent(caller -> {
          var context = SecurityContextHolder.createEmptyContext();
          context.setAuthentication(caller);
          SecurityContextHolder.setContext(context);
        });
    chain.doFilter(request, response);
  }

  /** A header goes over a cookie; what is no token of ours may be of somebody else who is asked next. */
  private static Optional<String> secret(HttpServletRequest request) {
    String header = bearer(request);
    if (header != null) {
      return Optional.of(header).filter(one -> !isJwt(one));
    }
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE)).map(Cookie::getValue);
  }

  /** What follows {@code Bearer} in the header. */
  static @Nullable String bearer(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).trim()
        : null;
  }

  /** Three parts with dots between them; none of our tokens has a dot. */
  static boolean isJwt(String secret) {
    return secret.chars().filter(c -> c == '.').count() == 2;
  }
}
