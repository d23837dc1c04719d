package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits the request rate of each caller: by name if authenticated, else by remote address. */
final class RateLimitFilter extends OncePerRequestFilter {

  private final RateLimit limit;
  private final Callers callers;
  private final Refusals refusals;

  RateLimitFilter(RateLimit limit, Callers callers, Refusals refusals) {
    this.limit = limit;
    this.callers = callers;
    this.refusals = refusals;
  }

  /** Exempts health probes: a rejected probe would cause a restart of a node that is merely busy. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getRequestURI().startsWith("/actuator/health");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String name = callers.current();
    var left =
        limit.take(name.equals(Callers.NOBODY) ? "from " + request.getRemoteAddr() : "is " + name);
    response.setHeader("RateLimit-Limit", Integer.toString(left.limit()));
    response.setHeader("RateLimit-Remaining", Long.toString(left.remaining()));
    response.setHeader("RateLimit-Reset", Long.toString(left.pauseSeconds()));
    if (left.granted()) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(left.pauseSeconds()));
    refusals.write(
        request,
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "Too many requests; retry in %d s.".formatted(left.pauseSeconds()));
  }
}
