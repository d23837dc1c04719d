package dev.pawl.security;

import dev.pawl.network.ConcurrencyLimit;
import dev.pawl.web.RequestPath;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the request rate and the number of simultaneous requests of each caller: by credential if authenticated, else by
 * remote address.
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
    return RequestPath.of(request).startsWith("/actuator/health");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String caller =
        currentCaller.name().equals(CurrentCaller.ANONYMOUS)
            ? "from " + request.getRemoteAddr()
            : AuthenticatedCallers.identity(SecurityContextHolder.getContext().getAuthentication());
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
        releaseAtTheEnd(caller, request, response);
      }
    }
  }

  /** Releases the request of a caller when its response has ended; event streams have a limit of their own. */
  private void releaseAtTheEnd(
      String caller, HttpServletRequest request, HttpServletResponse response) {
    String type = response.getContentType();
    boolean isEventStream = type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    if (!request.isAsyncStarted() || isEventStream) {
      concurrency.release(caller);
      return;
    }
    try {
      request.getAsyncContext().addListener(new Release(() -> concurrency.release(caller)));
    } catch (IllegalStateException alreadyEnded) {
      concurrency.release(caller);
    }
  }

  /** Runs an action at the end of a response, which the container reports once. */
  private record Release(Runnable action) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      action.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      // A restart removes the listeners.
      event.getAsyncContext().addListener(this);
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
