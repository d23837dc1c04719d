package dev.pawl.security;

import dev.pawl.web.RequestPath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts the requests of each caller. The names of the first 100 callers are kept; all others are counted together. */
final class CallerMetricsFilter extends OncePerRequestFilter {

  /** The limit of the number of time series, as every user of an identity provider is a caller. */
  static final int MAX_CALLERS = 100;

  static final String OTHER = "other";

  private final CurrentCaller currentCaller;
  private final MeterRegistry registry;
  private final Set<String> callers = ConcurrentHashMap.newKeySet();

  CallerMetricsFilter(CurrentCaller currentCaller, MeterRegistry registry) {
    this.currentCaller = currentCaller;
    this.registry = registry;
  }

  /** Ignores health probes, which would dominate the count. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return RequestPath.of(request).startsWith("/actuator/health");
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
      count(currentCaller.name(), status);
    }
  }

  /** Counts a request with this status. */
  void count(String caller, int status) {
    Counter.builder("pawl.requests")
        .description(
            "Requests to this node without health probes, by caller and outcome; beyond 100 callers, as"
                + " caller other")
        .tags("caller", boundedName(caller), "outcome", outcome(status))
        .register(registry)
        .increment();
  }

  private String boundedName(String caller) {
    if (callers.contains(caller)) {
      return caller;
    }
    synchronized (callers) {
      return callers.size() < MAX_CALLERS && callers.add(caller) ? caller : OTHER;
    }
  }

  private static String outcome(int status) {
    HttpStatus.Series series = HttpStatus.Series.resolve(status);
    return series == null ? "UNKNOWN" : series.name();
  }
}
