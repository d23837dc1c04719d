package dev.pawl.credential;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for storing credentials.
 *
 * @param encryptionKey the encryption key, of 32 to 500 characters and the same on all nodes; credentials cannot be stored
 *     without it
 */
@Validated
@ConfigurationProperties("pawl.credential")
record CredentialProperties(@Nullable @Size(min = 32, max = 500) String encryptionKey) {

  @Override
  public String toString() {
    return "CredentialProperties[encryptionKey=%s]"
        .formatted(encryptionKey == null ? "none" : "***");
  }
}
