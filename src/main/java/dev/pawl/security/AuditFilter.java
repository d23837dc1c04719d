package dev.pawl.security;

import io.github.bucket4j.Bucket;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records every state-changing request, and every request rejected with 401 or 403, in the audit log. Requests beyond a
 * rate limit are not recorded, and rejected requests of unauthenticated clients only up to a limit: otherwise, anyone could
 * fill the database.
 */
final class AuditFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(AuditFilter.class);
  private static final int MAX_PATH_LENGTH = 500;

  /** The number of rejected requests of unauthenticated clients that a node records in a minute. */
  static final int MAX_ANONYMOUS_PER_MINUTE = 100;

  private final AuditLog audit;
  private final CurrentCaller currentCaller;
  private final Bucket anonymousEntries =
      Bucket.builder()
          .addLimit(limit ->
              limit
                  .capacity(MAX_ANONYMOUS_PER_MINUTE)
                  .refillGreedy(MAX_ANONYMOUS_PER_MINUTE, Duration.ofMinutes(1)))
          .build();
  private final AtomicLong omitted = new AtomicLong();

  AuditFilter(AuditLog audit, CurrentCaller currentCaller) {
    this.audit = audit;
    this.currentCaller = currentCaller;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int status = HttpStatus.INTERNAL_SERVER_ERROR.value();
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      boolean rejected =
          status == HttpStatus.UNAUTHORIZED.value() || status == HttpStatus.FORBIDDEN.value();
      if ((rejected || !EndpointScopes.isSafe(request))
          && request.getAttribute(RateLimitFilter.REJECTED) == null
          && isWithinLimit(status)) {
        writeEntry(request, status);
      }
    }
  }

  private boolean isWithinLimit(int status) {
    if (status < HttpStatus.BAD_REQUEST.value()
        || !currentCaller.name().equals(CurrentCaller.ANONYMOUS)) {
      return true;
    }
    if (!anonymousEntries.tryConsume(1)) {
      omitted.incrementAndGet();
      return false;
    }
    long count = omitted.getAndSet(0);
    if (count > 0) {
      log.warn("Rejected requests of unauthenticated clients not recorded: {}", count);
    }
    return true;
  }

  private void writeEntry(HttpServletRequest request, int status) {
    String path = request.getRequestURI();
    String truncatedPath = path.substring(0, Math.min(MAX_PATH_LENGTH, path.length()));
    try {
      audit.append(
          currentCaller.name(),
          request.getRemoteAddr(),
          request.getMethod(),
          truncatedPath,
          status);
    } catch (DataAccessException | TransactionException e) {
      if (status == HttpStatus.SERVICE_UNAVAILABLE.value()) {
        // The request changed nothing, for the same reason.
        return;
      }
      log.error(
          "Audit log entry could not be written: {} {} by {} from {}, status {}",
          request.getMethod(),
          truncatedPath,
          currentCaller.name(),
          request.getRemoteAddr(),
          status,
          e);
    }
  }
}
