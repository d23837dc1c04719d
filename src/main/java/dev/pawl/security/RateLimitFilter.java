package dev.pawl.security;

import dev.pawl.network.ConcurrencyLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the request rate and the number of simultaneous requests of each caller: by name if authenticated, else by remote
 * address.
 */
final class RateLimitFilter extends OncePerRequestFilter {

  /** The attribute of requests that were rejected here, so that nothing else was done. */
  static final String REJECTED = RateLimitFilter.class.getName() + ".rejected";

  private static final int CONCURRENCY_RETRY_AFTER_SECONDS = 5;

  private final RateLimiter limiter;
  private final ConcurrencyLimit concurrency;
  private final CurrentCaller currentCaller;
  private final ProblemDetailAccessHandler accessHandler;

  RateLimitFilter(
      RateLimiter limiter,
      ConcurrencyLimit concurrency,
      CurrentCaller currentCaller,
      ProblemDetailAccessHandler accessHandler) {
    this.limiter = limiter;
    this.concurrency = concurrency;
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
    String name = currentCaller.name();
    String caller =
        name.equals(CurrentCaller.ANONYMOUS) ? "from " + request.getRemoteAddr() : "is " + name;
    var result = limiter.tryAcquire(caller);
    response.setHeader("RateLimit-Limit", Integer.toString(result.limit()));
    response.setHeader("RateLimit-Remaining", Long.toString(result.remaining()));
    response.setHeader("RateLimit-Reset", Long.toString(result.retryAfterSeconds()));
    if (!result.allowed()) {
      reject(request, response, "Too many requests", result.retryAfterSeconds());
    } else if (!concurrency.tryAcquire(caller)) {
      reject(request, response, "Too many simultaneous requests", CONCURRENCY_RETRY_AFTER_SECONDS);
    } else {
      try {
        chain.doFilter(request, response);
      } finally {
        concurrency.release(caller);
      }
    }
  }

  private void reject(
      HttpServletRequest request, HttpServletResponse response, String reason, long retryAfter)
      throws IOException {
    request.setAttribute(REJECTED, true);
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
    accessHandler.writeProblem(
        request,
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "%s; retry in %d s.".formatted(reason, retryAfter));
  }
}
