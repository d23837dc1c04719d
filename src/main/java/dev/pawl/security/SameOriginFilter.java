package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects state-changing requests that a browser sends from a page of another origin (CSRF), and event streams, which would
 * occupy connections.
 */
class SameOriginFilter extends OncePerRequestFilter {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  /** The header in which browsers state where a request comes from, also if they send no origin. */
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  /** The values of pages of this origin, and of requests that no page has caused, such as those of bookmarks. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean restricted = !SAFE_METHODS.contains(request.getMethod()) || isEventStream(request);
    if (restricted && isCrossOrigin(request)) {
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN,
          "State-changing requests and event streams of other origins are rejected");
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean isEventStream(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null
        && accept.toLowerCase(Locale.ROOT).contains(MediaType.TEXT_EVENT_STREAM_VALUE);
  }

  private static boolean isCrossOrigin(HttpServletRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String site = request.getHeader(FETCH_SITE);
    return origin != null && !isSameOrigin(origin, request)
        || site != null && !OWN_SITES.contains(site);
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
