package dev.pawl.security;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is let in.
 *
 * @param adminToken the first token, which may do everything and make others; nobody has to sign in without one
 * @param auditKept how long it is known who did what
 * @param signIn for how long somebody stays signed in whom somebody else vouches for (OIDC)
 * @param projectClaim what says in a JWT, or of somebody who has signed in, for which project alone they come
 * @param requestsPerMinute how often one caller may ask one node, where people have to sign in; a sixth of them at once
 */
@Validated
@ConfigurationProperties("pawl.security")
record SecurityProperties(
    @Nullable @Size(min = 32, max = 200) String adminToken,
    @DefaultValue("400d") Duration auditKept,
    @DefaultValue("12h") Duration signIn,
    @DefaultValue("pawl_project") String projectClaim,
    @DefaultValue("6000") @Min(1) int requestsPerMinute) {

  @Override
  public String toString() {
    return "SecurityProperties[adminToken=%s]".formatted(adminToken == null ? "none" : "***");
  }
}
