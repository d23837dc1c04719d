package dev.pawl.security;

import dev.pawl.project.ProjectService;
import dev.pawl.security.SecurityProperties.RoleMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.stereotype.Component;

/**
 * Maps the roles and groups of an identity provider to scopes and a project. Roles such as {@code pawl.read} are scopes
 * themselves; others are mapped by configuration.
 */
@Component
class ClaimMapper {

  private final SecurityProperties properties;

  ClaimMapper(SecurityProperties properties, ProjectService projects) {
    this.properties = properties;
    for (int i = 0; i < properties.roleMappings().size(); i++) {
      RoleMapping mapping = properties.roleMappings().get(i);
      String project = mapping.project();
      if (project != null && !projects.exists(project)) {
        throw new InvalidConfigurationPropertyValueException(
            "pawl.security.role-mappings[%d].project".formatted(i),
            project,
            "There is no such project; configure it below pawl.projects.");
      }
    }
  }

  /**
   * What a user may do.
   *
   * @param scopes the scopes; empty for nothing
   * @param project the only accessible project; absent for all projects
   */
  record Grant(Set<Scope> scopes, @Nullable String project) {

    List<GrantedAuthority> authorities() {
      return Scope.authorities(scopes, project);
    }
  }

  /**
   * Returns what the claims of a user grant. A user has one project: that of the roles {@code pawl.*} if there are any,
   * otherwise that of the first mapping whose role the user has. Mappings to other projects do not count, so that scopes
   * of one project never apply to another one.
   */
  Grant grant(ClaimAccessor claims) {
    Set<String> roles = roles(claims);
    String claimedProject = claims.getClaimAsString(properties.projectClaim());
    var grants = new ArrayList<Grant>();
    Set<Scope> direct = EnumSet.noneOf(Scope.class);
    roles.forEach(role -> Scope.fromAuthority(role).ifPresent(direct::add));
    if (!direct.isEmpty()) {
      grants.add(new Grant(direct, claimedProject));
    }
    for (RoleMapping mapping : properties.roleMappings()) {
      // A project that the token names is a limit, whatever its roles are.
      boolean isAccessible =
          claimedProject == null
              || mapping.project() == null
              || claimedProject.equals(mapping.project());
      if (roles.contains(mapping.role()) && isAccessible) {
        grants.add(
            new Grant(
                mapping.scopes(), claimedProject == null ? mapping.project() : claimedProject));
      }
    }
    if (grants.isEmpty()) {
      return new Grant(Set.of(), claimedProject);
    }
    String project = grants.getFirst().project();
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    grants.stream()
        .filter(grant -> Objects.equals(grant.project(), project))
        .forEach(grant -> scopes.addAll(grant.scopes()));
    return new Grant(scopes, project);
  }

  /** Returns the values of all claims that list roles; a text is a list separated by spaces. */
  private Set<String> roles(ClaimAccessor claims) {
    var roles = new HashSet<String>();
    for (String path : properties.roleClaims()) {
      Object value = find(claims.getClaims(), path);
      Stream<String> values =
          switch (value) {
            case Collection<?> list -> list.stream().map(String::valueOf);
            case String text -> Arrays.stream(text.split(" "));
            case null, default -> Stream.empty();
          };
      values.filter(role -> !role.isBlank()).forEach(roles::add);
    }
    return roles;
  }

  /** Returns the claim with this name, which may contain dots, or else the nested one with this path. */
  private static @Nullable Object find(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> nested) {
        Object value = find(nested, path.substring(dot + 1));
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }
}
