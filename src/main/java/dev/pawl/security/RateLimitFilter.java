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

  private final RateLimiter limiter;
  private final CurrentCaller currentCaller;
  private final ProblemDetailAccessHandler accessHandler;

  RateLimitFilter(
      RateLimiter limiter, CurrentCaller currentCaller, ProblemDetailAccessHandler accessHandler) {
    this.limiter = limiter;
    this.currentCaller = currentCaller;
    this.accessHandler = accessHandler;
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
    String caller = currentCaller.name();
    var result =
        limiter.tryAcquire(
            caller.equals(CurrentCaller.ANONYMOUS)
                ? "from " + request.getRemoteAddr()
                : "is " + caller);
    response.setHeader("RateLimit-Limit", Integer.toString(result.limit()));
    response.setHeader("RateLimit-Remaining", Long.toString(result.remaining()));
    response.setHeader("RateLimit-Reset", Long.toString(result.retryAfterSeconds()));
    if (result.allowed()) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(result.retryAfterSeconds()));
    accessHandler.writeProblem(
        request,
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "Too many requests; retry in %d s.".formatted(result.retryAfterSeconds()));
  }
}
