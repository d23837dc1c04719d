package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Rejects state-changing requests that a browser sends from a page of another origin (CSRF). */
class SameOriginFilter extends OncePerRequestFilter {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null
        && !SAFE_METHODS.contains(request.getMethod())
        && !isSameOrigin(origin, request)) {
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN, "State-changing cross-origin requests are rejected");
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean isSameOrigin(String origin, HttpServletRequest request) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equals(request.getHeader(HttpHeaders.HOST));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
