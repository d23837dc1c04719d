package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.network.ConcurrencyLimit;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.json.JsonMapper;

/** Tests a limit of six requests per minute, one of them at once. */
class RateLimiterTests {

  private final RateLimiter limiter = new RateLimiter(properties(6));
  private final RateLimitFilter filter = filter(limiter, properties(6));

  private static SecurityProperties properties(int requestsPerMinute) {
    return new SecurityProperties(
        "0123456789abcdef0123456789abcdef",
        null,
        Duration.ofDays(90),
        Duration.ofDays(366),
        Duration.ofDays(1),
        Duration.ofHours(12),
        "project",
        List.of("scope"),
        List.of(),
        requestsPerMinute,
        1,
        Duration.ofHours(6));
  }

  private static RateLimitFilter filter(RateLimiter limiter, SecurityProperties properties) {
    return new RateLimitFilter(
        limiter,
        new ConcurrencyLimit(properties.maxConcurrentRequests()),
        caller(properties),
        new ProblemDetailAccessHandler(JsonMapper.shared()));
  }

  private static CurrentCaller caller(SecurityProperties properties) {
    return new CurrentCaller(
        new AnonymousAccess(
            properties,
            new DefaultListableBeanFactory().getBeanProvider(JwtDecoder.class),
            new DefaultListableBeanFactory().getBeanProvider(ClientRegistrationRepository.class),
            null));
  }

  @AfterEach
  void signOut() {
    SecurityContextHolder.clearContext();
  }

  private MockHttpServletResponse send(String path, String address)
      throws ServletException, IOException {
    var request = new MockHttpServletRequest("GET", path);
    request.setRemoteAddr(address);
    var response = new MockHttpServletResponse();
    filter.doFilter(request, response, new MockFilterChain());
    return response;
  }

  private static void signIn(String name) {
    SecurityContextHolder.getContext()
        .setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated(
                name, "", Scope.authorities(Set.of(Scope.READ), null)));
  }

  @Test
  void returnsTheTimeOfTheNextRequest() throws Exception {
    MockHttpServletResponse first = send("/api/v1/workflows", "192.0.2.1");
    MockHttpServletResponse second = send("/api/v1/workflows", "192.0.2.1");

    assertThat(first.getStatus()).isEqualTo(200);
    assertThat(first.getHeader("RateLimit-Limit")).isEqualTo("1");
    assertThat(first.getHeader("RateLimit-Remaining")).isEqualTo("0");
    assertThat(second.getStatus()).isEqualTo(429);
    assertThat(second.getContentType()).isEqualTo("application/problem+json");
    assertThat(second.getContentAsString()).contains("Too many requests");
    assertThat(Integer.parseInt(second.getHeader("Retry-After"))).isBetween(1, 10);
    assertThat(second.getHeader("RateLimit-Reset")).isEqualTo(second.getHeader("Retry-After"));
  }

  @Test
  void limitsEachCallerSeparately() throws Exception {
    send("/", "192.0.2.1");

    assertThat(send("/", "192.0.2.2").getStatus()).isEqualTo(200);
    signIn("ci");
    assertThat(send("/", "192.0.2.1").getStatus()).isEqualTo(200);
    assertThat(send("/", "192.0.2.3").getStatus()).isEqualTo(429);
    signIn("192.0.2.9");
    assertThat(send("/", "192.0.2.1").getStatus()).isEqualTo(200);
  }

  @Test
  void limitsTheSimultaneousRequestsOfEachCaller() throws Exception {
    SecurityProperties properties = properties(6000);
    RateLimitFilter simultaneous = filter(new RateLimiter(properties), properties);
    var second = new MockHttpServletResponse();
    var ofAnother = new MockHttpServletResponse();
    signIn("ci");

    simultaneous.doFilter(
        new MockHttpServletRequest("GET", "/api/v1/workflows/x/verdict"),
        new MockHttpServletResponse(),
        (request, response) -> {
          // The first request has not ended.
          simultaneous.doFilter(newRequest(), second, new MockFilterChain());
          signIn("another");
          simultaneous.doFilter(newRequest(), ofAnother, new MockFilterChain());
          signIn("ci");
        });
    var afterwards = new MockHttpServletResponse();
    simultaneous.doFilter(newRequest(), afterwards, new MockFilterChain());

    assertThat(second.getStatus()).isEqualTo(429);
    assertThat(second.getContentAsString()).contains("Too many simultaneous requests");
    assertThat(second.getHeader("Retry-After")).isEqualTo("5");
    assertThat(ofAnother.getStatus()).isEqualTo(200);
    assertThat(afterwards.getStatus()).isEqualTo(200);
  }

  private static MockHttpServletRequest newRequest() {
    return new MockHttpServletRequest("GET", "/api/v1/workflows");
  }

  /** Counts the entries that the filter of the audit log writes. */
  private static final class CountingAuditLog extends AuditLog {

    private int entries;

    CountingAuditLog(SecurityProperties properties) {
      super(null, null, properties, Clock.systemUTC());
    }

    @Override
    public void append(String caller, String address, String method, String path, int status) {
      entries++;
    }
  }

  private int countAuditEntries(int requests, Filter filter, FilterChain chain) throws Exception {
    var log = new CountingAuditLog(properties(6));
    var audit = new AuditFilter(log, caller(properties(6)));
    for (int i = 0; i < requests; i++) {
      audit.doFilter(
          new MockHttpServletRequest("POST", "/api/v1/workflows"),
          new MockHttpServletResponse(),
          (request, response) -> filter.doFilter(request, response, chain));
    }
    return log.entries;
  }

  @Test
  void auditsNoRequestsBeyondTheLimit() throws Exception {
    signIn("ci");

    assertThat(countAuditEntries(3, filter, (request, response) -> {})).isEqualTo(1);
  }

  @Test
  void limitsTheAuditEntriesOfUnauthenticatedClients() throws Exception {
    Filter none = (request, response, chain) -> chain.doFilter(request, response);
    int requests = 2 * AuditFilter.MAX_ANONYMOUS_PER_MINUTE;

    assertThat(
            countAuditEntries(
                requests,
                none,
                (request, response) -> ((HttpServletResponse) response).setStatus(401)))
        .isBetween(AuditFilter.MAX_ANONYMOUS_PER_MINUTE, requests - 1);

    signIn("ci");
    assertThat(
            countAuditEntries(
                requests,
                none,
                (request, response) -> ((HttpServletResponse) response).setStatus(403)))
        .isEqualTo(requests);
  }

  @Test
  void neverLimitsHealthProbes() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(send("/actuator/health/liveness", "192.0.2.1").getStatus()).isEqualTo(200);
    }
  }

  @Test
  void evictsOnlyIdleCallers() {
    limiter.tryAcquire("a");
    limiter.evictIdleCallers();

    assertThat(limiter.tryAcquire("a").allowed()).as("not evicted").isFalse();
  }
}
