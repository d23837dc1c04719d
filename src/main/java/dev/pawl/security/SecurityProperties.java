package dev.pawl.security;

import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.SelfValidatingProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

/**
 * Properties of authentication and authorization.
 *
 * @param adminToken the initial administrator token, of 32 to 200 characters, which can create others; without it, a
 *     JWT issuer or an OpenID Connect provider, authentication is disabled
 * @param previousAdminToken the initial administrator token before the current one, accepted as well until it is
 *     removed, so that clients can change to the current one
 * @param tokenLifetime the lifetime of API tokens that are created without a time of expiry
 * @param maxTokenLifetime the maximum lifetime of API tokens
 * @param auditRetention the retention of audit log entries
 * @param signInDuration the lifetime of the session of a browser, and of the token that an OpenID Connect login creates
 * @param projectClaim the claim of a JWT or an OpenID Connect user that names the only accessible project
 * @param roleClaims the claims of a JWT or an OpenID Connect user that list roles or groups; dots lead to nested claims
 * @param roleMappings the scopes, and the projects, of roles and groups of the identity provider
 * @param requestsPerMinute the maximum number of requests per caller and minute on one node, up to a sixth of them at
 *     once; applies only if authentication is enabled
 * @param maxConcurrentRequests the maximum number of requests of one caller that one node answers at the same time, among
 *     them those that wait for a workflow and slow uploads; applies only if authentication is enabled
 * @param auditCheck the interval at which expired audit log entries are deleted
 */
@Validated
@ConfigurationProperties("pawl.security")
record SecurityProperties(
    @Nullable @Size(min = 32, max = 200) String adminToken,
    @Nullable @Size(min = 32, max = 200) String previousAdminToken,
    @DefaultValue("90d") @DurationRange(min = "1m", max = "36500d") Duration tokenLifetime,
    @DefaultValue("366d") @DurationRange(min = "1m", max = "36500d") Duration maxTokenLifetime,
    @DefaultValue("400d") @DurationRange(min = "10s", max = "36500d") Duration auditRetention,
    @DefaultValue("12h") @DurationRange(min = "1m", max = "365d") Duration signInDuration,
    @DefaultValue("pawl_project") @NotBlank String projectClaim,
    @DefaultValue({"scope", "scp", "roles", "groups", "realm_access.roles"}) @NotEmpty
        List<@NotBlank String> roleClaims,
    @DefaultValue List<@Valid RoleMapping> roleMappings,
    @DefaultValue("6000") @Range(min = 1, max = 1_000_000) int requestsPerMinute,
    @DefaultValue("1000") @Range(min = 1, max = 100_000) int maxConcurrentRequests,
    @DefaultValue("6h") @DurationRange(min = "1s", max = "30d") Duration auditCheck)
    implements SelfValidatingProperties {

  @Override
  public void compare(Errors errors) {
    if (previousAdminToken != null && adminToken == null) {
      errors.rejectValue("previousAdminToken", "alone", "requires pawl.security.admin-token");
    } else if (previousAdminToken != null && previousAdminToken.equals(adminToken)) {
      errors.rejectValue(
          "previousAdminToken", "same", "must differ from pawl.security.admin-token");
    }
    if (tokenLifetime.compareTo(maxTokenLifetime) > 0) {
      errors.rejectValue(
          "tokenLifetime", "too_long", "must not exceed pawl.security.max-token-lifetime");
    }
  }

  /**
   * The scopes of the users with a role, or in a group, of the identity provider.
   *
   * @param role the name of the role or group
   * @param scopes the scopes: read, check, submit, decide and admin
   * @param project the only project that these users may access; all projects if absent
   */
  record RoleMapping(
      @NotBlank String role,
      @NotEmpty Set<Scope> scopes,
      @Nullable @Size(min = 1, max = 100) String project) {}

  @Override
  public String toString() {
    return "SecurityProperties[adminToken=%s]".formatted(adminToken == null ? "none" : "***");
  }
}
