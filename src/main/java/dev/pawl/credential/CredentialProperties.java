package dev.pawl.credential;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How secrets of others are kept.
 *
 * @param key they are encrypted with it, the same on all nodes; none can be kept without one
 */
@Validated
@ConfigurationProperties("pawl.credential")
record CredentialProperties(@Nullable @Size(min = 32, max = 500) String key) {

  @Override
  public String toString() {
    return "CredentialProperties[key=%s]".formatted(key == null ? "none" : "***");
  }
}
