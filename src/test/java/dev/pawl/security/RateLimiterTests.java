package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
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

  private final SecurityProperties properties =
      new SecurityProperties(
          "0123456789abcdef0123456789abcdef",
          null,
          Duration.ofDays(90),
          Duration.ofDays(366),
          Duration.ofDays(1),
          Duration.ofHours(12),
          "project",
          List.of("scope"),
          List.of(),
          6,
          Duration.ofHours(6));
  private final RateLimiter limiter = new RateLimiter(properties);
  private final RateLimitFilter filter =
      new RateLimitFilter(
          limiter,
          new CurrentCaller(
              new AnonymousAccess(
                  properties,
                  new DefaultListableBeanFactory().getBeanProvider(JwtDecoder.class),
                  new DefaultListableBeanFactory()
                      .getBeanProvider(ClientRegistrationRepository.class),
                  null)),
          new ProblemDetailAccessHandler(JsonMapper.shared()));

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
