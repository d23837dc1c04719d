package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.network.GitUrl;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

  /**
   * The result of a re-encryption.
   *
   * @param reencrypted the number of credentials that are now encrypted with the current key
   * @param unchanged the number of credentials that were encrypted with the current key already
   * @param failed the names of the credentials that neither key can decrypt
   */
  @Schema(name = "Reencryption")
  record Reencryption(int reencrypted, int unchanged, List<String> failed) {}

  /** Returns whether an encryption key is set, so that credentials can be stored. */
  boolean hasEncryptionKey() {
    return properties.encryptionKey() != null;
  }

  /** Stores a credential, and replaces the one with the same URL, if there is one. */
  @Transactional
  Credential store(CredentialData data, String createdBy) {
    String salt = KeyGenerators.string().generateKey();
    byte[] secret = encrypt(data.secret(), salt);
    byte[] passphrase = encryptOptional(data.passphrase(), salt);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    credentials.lockTable();
    credentials.deleteByUrl(data.url());
    return Credential.of(
        credentials.save(new StoredCredential(data, secret, passphrase, salt, createdBy, now)));
  }

  private byte[] encrypt(String text, String salt) {
    return encryptor(salt).encrypt(text.getBytes(StandardCharsets.UTF_8));
  }

  private byte @Nullable [] encryptOptional(@Nullable String text, String salt) {
    return text == null ? null : encrypt(text, salt);
  }

  private static String decrypt(BytesEncryptor encryptor, byte[] bytes) {
    return new String(encryptor.decrypt(bytes), StandardCharsets.UTF_8);
  }

  private BytesEncryptor encryptor(String salt) {
    if (properties.encryptionKey() == null) {
      throw new IllegalStateException("pawl.credential.encryption-key is not set");
    }
    return encryptor(properties.encryptionKey(), salt);
  }

  /** Returns an AES-GCM encryptor with a key that is derived per secret (HKDF, RFC 5869). */
  private static BytesEncryptor encryptor(String encryptionKey, String salt) {
    var parameters =
        HKDFParameterSpec.ofExtract()
            .addIKM(encryptionKey.getBytes(StandardCharsets.UTF_8))
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

  /** Returns the credential with a name; empty unless there is exactly one, and an encryption key is set. */
  public Optional<GitCredential> findByName(String name) {
    List<StoredCredential> named = hasEncryptionKey() ? credentials.findByName(name) : List.of();
    return named.size() == 1 ? decrypt(named.getFirst()) : Optional.empty();
  }

  /**
   * Encrypts all secrets with the current encryption key that are still encrypted with the previous one. Other nodes must
   * know the current key already.
   */
  @Transactional
  Reencryption reencrypt() {
    credentials.lockTable();
    int reencrypted = 0;
    int unchanged = 0;
    var failed = new ArrayList<String>();
    for (StoredCredential stored : credentials.findByOrderByUrl()) {
      if (decrypt(properties.encryptionKey(), stored).isPresent()) {
        unchanged++;
        continue;
      }
      Optional<Secrets> secrets = decrypt(properties.previousEncryptionKey(), stored);
      if (secrets.isPresent()) {
        String salt = KeyGenerators.string().generateKey();
        stored.reencrypt(
            encrypt(secrets.get().secret(), salt),
            encryptOptional(secrets.get().passphrase(), salt),
            salt);
        reencrypted++;
      } else {
        failed.add(stored.name());
      }
    }
    log.info(
        "Re-encrypted credentials: {} changed, {} unchanged, {} failed",
        reencrypted,
        unchanged,
        failed.size());
    return new Reencryption(reencrypted, unchanged, failed);
  }

  /** A decrypted private key or token, and the passphrase of a key that has one. */
  private record Secrets(String secret, @Nullable String passphrase) {

    @Override
    public String toString() {
      return "Secrets[]";
    }
  }

  /** Decrypts the secrets; empty if they are encrypted with another key, or the key is absent. */
  private static Optional<Secrets> decrypt(@Nullable String key, StoredCredential stored) {
    if (key == null) {
      return Optional.empty();
    }
    try {
      BytesEncryptor encryptor = encryptor(key, stored.salt());
      byte[] passphrase = stored.passphrase();
      return Optional.of(
          new Secrets(
              decrypt(encryptor, stored.secret()),
              passphrase == null ? null : decrypt(encryptor, passphrase)));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<GitCredential> decrypt(StoredCredential stored) {
    Optional<Secrets> decrypted =
        decrypt(properties.encryptionKey(), stored)
            .or(() -> decrypt(properties.previousEncryptionKey(), stored));
    if (decrypted.isEmpty()) {
      log.warn(
          "Failed to decrypt credential {}: it is encrypted with another key than"
              + " pawl.credential.encryption-key; set that key as"
              + " pawl.credential.previous-encryption-key, or create the credential again",
          stored.name());
      return Optional.empty();
    }
    Secrets secrets = decrypted.get();
    recordUse(stored);
    String user = stored.username();
    return Optional.of(
        stored.kind() == Kind.TOKEN
            ? new GitCredential.Token(user, secrets.secret())
            : new GitCredential.SshKey(
                user, secrets.secret(), secrets.passphrase(), stored.knownHosts()));
  }

  private void recordUse(StoredCredential stored) {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (stored.lastUsedAt() == null || stored.lastUsedAt().isBefore(minute)) {
      credentials.recordUse(stored.id(), minute);
    }
  }
}
