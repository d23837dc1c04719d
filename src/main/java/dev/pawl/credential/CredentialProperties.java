package dev.pawl.credential;

import dev.pawl.configuration.SelfValidatingProperties;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for storing credentials.
 *
 * @param encryptionKey the encryption key, of 32 to 500 characters and the same on all nodes; credentials cannot be stored
 *     without it
 * @param previousEncryptionKey the encryption key before the current one, with which stored credentials can still be
 *     decrypted until they have been re-encrypted
 */
@Validated
@ConfigurationProperties("pawl.credential")
record CredentialProperties(
    @Nullable @Size(min = 32, max = 500) String encryptionKey,
    @Nullable @Size(min = 32, max = 500) String previousEncryptionKey)
    implements SelfValidatingProperties {

  @Override
  public String toString() {
    return "CredentialProperties[encryptionKey=%s]"
        .formatted(encryptionKey == null ? "none" : "***");
  }

  @Override
  public void compare(Errors errors) {
    if (previousEncryptionKey != null && encryptionKey == null) {
      errors.rejectValue(
          "previousEncryptionKey", "alone", "requires pawl.credential.encryption-key");
    } else if (previousEncryptionKey != null && previousEncryptionKey.equals(encryptionKey)) {
      errors.rejectValue(
          "previousEncryptionKey", "same", "must differ from pawl.credential.encryption-key");
    }
  }
}
