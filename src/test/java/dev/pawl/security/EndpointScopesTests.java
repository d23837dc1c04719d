package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class EndpointScopesTests {

  @ParameterizedTest
  @CsvSource({
    "GET, /, READ",
    "GET, /api/v1/workflows/x/patch, READ",
    "GET, /actuator/prometheus, READ",
    "GET, /v3/api-docs, READ",
    "GET, /api/v1/tokens, ADMIN",
    "GET, /api/v1/audit, ADMIN",
    "GET, /operate/tokens, ADMIN",
    "GET, /operate/audit, ADMIN",
    "GET, /operate/credentials, ADMIN",
    "GET, /operate/locks, READ",
    "POST, /api/v1/workflows, CHECK",
    "POST, /api/v1/plans, CHECK",
    "POST, /api/v1/archives, CHECK",
    "POST, /api/v1/workflows/x/rerun, SUBMIT",
    "POST, /api/v1/workflows/x/cancellation, CHECK",
    "DELETE, /api/v1/archives/x, SUBMIT",
    "POST, /api/v1/triggers, SUBMIT",
    "DELETE, /api/v1/triggers/x, SUBMIT",
    "POST, /api/v1/workflows/x/forge-messages/y/redelivery, SUBMIT",
    "GET, /api/v1/badge, READ",
    "GET, /api/v1/schedules, READ",
    "POST, /api/v1/schedules, SUBMIT",
    "PUT, /api/v1/schedules/x, SUBMIT",
    "DELETE, /api/v1/schedules/x, SUBMIT",
    "POST, /api/v1/schedules/x/resumption, SUBMIT",
    "POST, /api/v1/workflows/cancellation, SUBMIT",
    "POST, /api/v1/workflows/rerun, SUBMIT",
    "POST, /api/v1/workflows/resumption, DECIDE",
    "POST, /api/v1/workflows/x/decision, DECIDE",
    "POST, /api/v1/workflows/x/rollback, DECIDE",
    "POST, /api/v1/sessions/x/satisfied, DECIDE",
    "PUT, /api/v1/targets/config, ADMIN",
    "POST, /api/v1/cache, ADMIN",
    "POST, /api/v1/tokens, ADMIN",
    "DELETE, /api/v1/tokens/x, ADMIN",
    "PATCH, /api/v1/workflows, SUBMIT",
    "POST, /whatever/comes/later, ADMIN",
    "POST, /api/v1/workflows/x/decision/more, ADMIN",
    "POST, /api/v1/workflows/x%2Fdecision, ADMIN"
  })
  void returnTheRequiredScope(String method, String path, Scope scope) {
    assertThat(EndpointScopes.requiredScope(new MockHttpServletRequest(method, path)))
        .isEqualTo(scope);
  }

  @ParameterizedTest
  @CsvSource({
    "/login, true",
    "/pawl, true",
    "/pawl.css, true",
    "/webjars/htmx.org/dist/htmx.min.js, true",
    "/vendor/idiomorph-0.7.4/idiomorph-ext.min.js, true",
    "/icons.svg, true",
    "/favicon.svg, true",
    "/actuator/health, true",
    "/actuator/health/readiness, true",
    "/api/v1/hooks/company, true",
    "/api/v1/hooks, false",
    "/api/v1/hooks/company/more, false",
    "/api/v1/badge, false",
    "/actuator/prometheus, false",
    "/actuator, false",
    "/loginx, false",
    "/login/../api/v1/tokens, false",
    "/, false"
  })
  void returnPublicEndpoints(String path, boolean open) {
    assertThat(EndpointScopes.isPublic(new MockHttpServletRequest("GET", path))).isEqualTo(open);
  }

  @Test
  void expandImpliedScopes() {
    assertThat(Scope.authorities(java.util.Set.of(Scope.SUBMIT), null))
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("pawl.read", "pawl.check", "pawl.submit");
    assertThat(Scope.authorities(java.util.Set.of(Scope.ADMIN), null)).hasSize(5);
    assertThat(Scope.authorities(java.util.Set.of(), null)).isEmpty();
  }

  @Test
  void ignoresAContextPathThatAProxySets() {
    var request = new MockHttpServletRequest("GET", "/vendor/api/v1/tokens");
    request.setContextPath("/vendor");

    assertThat(EndpointScopes.requiredScope(request)).isEqualTo(Scope.ADMIN);
    assertThat(EndpointScopes.isPublic(request)).isFalse();
  }
}
