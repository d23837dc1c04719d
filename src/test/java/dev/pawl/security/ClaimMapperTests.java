package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.project.ProjectService;
import dev.pawl.project.TestProjects;
import dev.pawl.security.ClaimMapper.Grant;
import dev.pawl.security.SecurityProperties.RoleMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

class ClaimMapperTests {

  private static final ProjectService PROJECTS =
      TestProjects.withRoots(
          Map.of("payments", Path.of("/p"), "shop", Path.of("/s")), workflow -> Optional.empty());

  private static ClaimMapper mapper(RoleMapping... mappings) {
    return mapper(
        List.of("scope", "scp", "roles", "groups", "realm_access.roles", "https://x.example/roles"),
        mappings);
  }

  private static ClaimMapper mapper(List<String> claims, RoleMapping... mappings) {
    return new ClaimMapper(
        new SecurityProperties(
            null,
            null,
            Duration.ofDays(90),
            Duration.ofDays(366),
            Duration.ofDays(1),
            Duration.ofHours(12),
            "pawl_project",
            claims,
            List.of(mappings),
            60,
            100,
            Duration.ofHours(6)),
        PROJECTS);
  }

  private static final ClaimMapper MAPPER =
      mapper(
          new RoleMapping("/team/payments", Set.of(Scope.SUBMIT), "payments"),
          new RoleMapping("/team/leads", Set.of(Scope.DECIDE), "payments"),
          new RoleMapping("/team/shop", Set.of(Scope.SUBMIT), "shop"),
          new RoleMapping("auditor", Set.of(Scope.READ), null));

  private static Grant grant(Map<String, Object> claims) {
    return MAPPER.grant(() -> claims);
  }

  @Test
  void mapsGroupsToScopesAndProjects() {
    assertThat(grant(Map.of("groups", List.of("everybody", "/team/payments"))))
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT), "payments"));
    assertThat(grant(Map.of("groups", List.of("/team/leads", "/team/payments"))))
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT, Scope.DECIDE), "payments"));
    assertThat(grant(Map.of("groups", "auditor other")))
        .isEqualTo(new Grant(Set.of(Scope.READ), null));
    assertThat(grant(Map.of("groups", List.of("/team/paymentsX", "AUDITOR"))).scopes()).isEmpty();
  }

  @Test
  void readsNestedClaimsAndNamesWithDots() {
    assertThat(grant(Map.of("realm_access", Map.of("roles", List.of("pawl.submit")))))
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT), null));
    assertThat(grant(Map.of("realm_access.roles", List.of("pawl.read"))).scopes())
        .containsExactly(Scope.READ);
    assertThat(grant(Map.of("https://x.example/roles", List.of("pawl.read"))).scopes())
        .containsExactly(Scope.READ);
    ClaimMapper clients = mapper(List.of("resource_access.pawl.web.roles"));
    Map<String, Object> nested =
        Map.of("resource_access", Map.of("pawl.web", Map.of("roles", List.of("pawl.admin"))));
    assertThat(clients.grant(() -> nested).scopes()).containsExactly(Scope.ADMIN);
    assertThat(grant(Map.of("realm_access", "pawl.admin")).scopes()).isEmpty();
    assertThat(grant(Map.of("realm_access", Map.of("roles", Map.of("pawl.admin", true)))).scopes())
        .isEmpty();
  }

  @Test
  void neverMixesScopesOfSeveralProjects() {
    assertThat(grant(Map.of("groups", List.of("/team/shop", "/team/payments"))))
        .as("the first mapping counts, whatever the order of the groups")
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT), "payments"));
    assertThat(grant(Map.of("groups", List.of("auditor", "/team/shop"))))
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT), "shop"));
    assertThat(grant(Map.of("scope", "pawl.read", "groups", List.of("/team/shop"))))
        .isEqualTo(new Grant(Set.of(Scope.READ), null));
  }

  @Test
  void limitsEveryRoleToTheProjectOfTheToken() {
    assertThat(
            grant(
                Map.of("groups", List.of("/team/payments", "/team/shop"), "pawl_project", "shop")))
        .isEqualTo(new Grant(Set.of(Scope.SUBMIT), "shop"));
    assertThat(grant(Map.of("groups", List.of("auditor"), "pawl_project", "shop")))
        .isEqualTo(new Grant(Set.of(Scope.READ), "shop"));
    assertThat(grant(Map.of("groups", List.of("/team/payments"), "pawl_project", "shop")).scopes())
        .isEmpty();
  }

  @Test
  void refusesToStartWithAnUnknownProject() {
    assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
        .isThrownBy(() -> mapper(new RoleMapping("a", Set.of(Scope.READ), "paymnets")))
        .returns("pawl.security.role-mappings[0].project", e -> e.getName());
  }
}
