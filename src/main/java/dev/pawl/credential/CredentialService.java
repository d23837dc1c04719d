package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.network.GitUrl;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.crypto.codec.Hex;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores credentials for git remotes, encrypted with AES-GCM under a key that is not in the database. */
@Service
@EnableConfigurationProperties(CredentialProperties.class)
public class CredentialService {

  private static final Logger log = LoggerFactory.getLogger(CredentialService.class);
  private static final int KEY_BYTES = 32;

  private final CredentialRepository credentials;
  private final CredentialProperties properties;
  private final Clock clock;

  CredentialService(
      CredentialRepository credentials, CredentialProperties properties, Clock clock) {
    this.credentials = credentials;
    this.properties = properties;
    this.clock = clock;
  }

  /** A credential to store. */
  record CredentialData(
      String name,
      String url,
      Kind kind,
      String username,
      String secret,
      @Nullable String passphrase,
      @Nullable String knownHosts) {

    @Override
    public String toString() {
      return "CredentialData[name=%s, url=%s]".formatted(name, url);
    }
  }

  /** Returns whether an encryption key is set, so that credentials can be stored. */
  boolean hasEncryptionKey() {
    return properties.encryptionKey() != null;
  }

  /** Stores a credential, and replaces the one with the same URL, if there is one. */
  @Transactional
  Credential store(CredentialData data, String createdBy) {
    String salt = KeyGenerators.string().generateKey();
    byte[] secret = encrypt(data.secret(), salt);
    byte[] passphrase = data.passphrase() == null ? null : encrypt(data.passphrase(), salt);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    credentials.lockTable();
    credentials.deleteByUrl(data.url());
    return Credential.of(
        credentials.save(new StoredCredential(data, secret, passphrase, salt, createdBy, now)));
  }

  private byte[] encrypt(String text, String salt) {
    return encryptor(salt).encrypt(text.getBytes(StandardCharsets.UTF_8));
  }

  private String decrypt(byte[] bytes, String salt) {
    return new String(encryptor(salt).decrypt(bytes), StandardCharsets.UTF_8);
  }

  /** Returns an AES-GCM encryptor with a key that is derived per secret (HKDF, RFC 5869). */
  private BytesEncryptor encryptor(String salt) {
    if (properties.encryptionKey() == null) {
      throw new IllegalStateException("pawl.credential.encryption-key is not set");
    }
    var parameters =
        HKDFParameterSpec.ofExtract()
            .addIKM(properties.encryptionKey().getBytes(StandardCharsets.UTF_8))
            .addSalt(Hex.decode(salt))
            .thenExpand("pawl credential".getBytes(StandardCharsets.UTF_8), KEY_BYTES);
    try {
      SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
      return AesGcmBytesEncryptor.withSecretKey(key).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm HKDF-SHA256", e);
    }
  }

  /** Returns all credentials, without their secrets. */
  List<Credential> findAll() {
    return credentials.findByOrderByUrl().stream().map(Credential::of).toList();
  }

  /** Deletes a credential, with immediate effect on all nodes; empty if there is none with this id. */
  @Transactional
  Optional<Credential> delete(UUID id) {
    Optional<StoredCredential> stored = credentials.findForUpdateById(id);
    stored.ifPresent(credentials::delete);
    return stored.map(Credential::of);
  }

  /**
   * Returns the credential for the URL of a repository, however it is written; empty if there is none or no encryption
   * key is set. The longest URL prefix applies.
   */
  public Optional<GitCredential> findForUrl(String text) {
    GitUrl url;
    try {
      url = GitUrl.parse(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    if (!hasEncryptionKey()) {
      return Optional.empty();
    }
    return credentials.findByOrderByUrl().stream()
        .filter(stored -> url.isBelow(stored.url()))
        .max(Comparator.comparingInt(stored -> stored.url().length()))
        .flatMap(this::decrypt);
  }

  private Optional<GitCredential> decrypt(StoredCredential stored) {
    String secret;
    String passphrase;
    try {
      secret = decrypt(stored.secret(), stored.salt());
      byte[] encrypted = stored.passphrase();
      passphrase = encrypted == null ? null : decrypt(encrypted, stored.salt());
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.warn(
          "Failed to decrypt credential {}: pawl.credential.encryption-key has changed; create the"
              + " credential again",
          stored.name());
      return Optional.empty();
    }
    recordUse(stored);
    String user = stored.username();
    return Optional.of(
        stored.kind() == Kind.TOKEN
            ? new GitCredential.Token(user, secret)
            : new GitCredential.SshKey(user, secret, passphrase, stored.knownHosts()));
  }

  private void recordUse(StoredCredential stored) {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (stored.lastUsedAt() == null || stored.lastUsedAt().isBefore(minute)) {
      credentials.recordUse(stored.id(), minute);
    }
  }
}
