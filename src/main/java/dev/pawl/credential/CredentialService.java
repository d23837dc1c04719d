package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.network.OutboundUrlPolicy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.codec.Hex;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Service;

/** Stores credentials for git remotes, encrypted with AES-GCM under a key that is not in the database. */
@Service
@EnableConfigurationProperties(CredentialProperties.class)
public class CredentialService {

  private static final Logger log = LoggerFactory.getLogger(CredentialService.class);
  private static final int KEY_BYTES = 32;
  private static final String COLUMNS =
      "id, name, url, kind, username, created_by, created_at, last_used_at";

  private final JdbcClient client;
  private final CredentialProperties properties;
  private final Clock clock;

  CredentialService(JdbcClient client, CredentialProperties properties, Clock clock) {
    this.client = client;
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
      @Nullable String knownHosts) {}

  private record StoredCredential(
      Credential credential, byte[] secret, String salt, @Nullable String knownHosts) {}

  /** Returns whether an encryption key is set, so that credentials can be stored. */
  boolean hasEncryptionKey() {
    return properties.encryptionKey() != null;
  }

  /** Stores a credential, and replaces the one with the same URL, if there is one. */
  Credential store(CredentialData data, String createdBy) {
    String salt = KeyGenerators.string().generateKey();
    byte[] secret = encryptor(salt).encrypt(data.secret().getBytes(StandardCharsets.UTF_8));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return client
        .sql(
            """
            insert into credential
              (id, name, url, kind, username, secret, salt, known_hosts, created_by, created_at)
            values (:id, :name, :url, :kind, :username, :secret, :salt, :hosts, :by, :at)
            on conflict (url) do update set id = excluded.id, name = excluded.name, kind = excluded.kind,
              username = excluded.username, secret = excluded.secret, salt = excluded.salt,
              known_hosts = excluded.known_hosts, created_by = excluded.created_by,
              created_at = excluded.created_at, last_used_at = null
            returning
            """
                + COLUMNS)
        .param("id", UUID.randomUUID())
        .param("name", data.name())
        .param("url", data.url())
        .param("kind", data.kind().name())
        .param("username", data.username())
        .param("secret", secret)
        .param("salt", salt)
        .param("hosts", data.knownHosts())
        .param("by", createdBy)
        .param("at", Timestamp.from(now))
        .query((row, number) -> toCredential(row))
        .single();
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
      throw new IllegalStateException("Every Java platform since 25 supports HKDF-SHA256", e);
    }
  }

  /** Returns all credentials, without their secrets. */
  List<Credential> findAll() {
    return client
        .sql("select " + COLUMNS + " from credential order by url")
        .query((row, number) -> toCredential(row))
        .list();
  }

  /** Deletes a credential, with immediate effect on all nodes; empty if there is none with this id. */
  Optional<Credential> delete(UUID id) {
    return client
        .sql("delete from credential where id = ? returning " + COLUMNS)
        .param(id)
        .query((row, number) -> toCredential(row))
        .optional();
  }

  /** Returns the credential for a URL; empty if there is none or no encryption key is set. */
  public Optional<GitCredential> findForUrl(String url) {
    if (!hasEncryptionKey()) {
      return Optional.empty();
    }
    return client
        .sql("select " + COLUMNS + ", secret, salt, known_hosts from credential")
        .query((row, number) ->
            new StoredCredential(
                toCredential(row),
                row.getBytes("secret"),
                row.getString("salt"),
                row.getString("known_hosts")))
        .list()
        .stream()
        .filter(stored -> OutboundUrlPolicy.matchesPrefix(url, stored.credential().url()))
        .max(Comparator.comparingInt(stored -> stored.credential().url().length()))
        .flatMap(this::decrypt);
  }

  private Optional<GitCredential> decrypt(StoredCredential stored) {
    String secret;
    try {
      byte[] bytes = encryptor(stored.salt()).decrypt(stored.secret());
      secret = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.warn(
          "Failed to decrypt credential {}: pawl.credential.encryption-key has changed, create the"
              + " credential again",
          stored.credential().name());
      return Optional.empty();
    }
    recordUse(stored.credential());
    String user = stored.credential().username();
    return Optional.of(
        stored.credential().kind() == Kind.TOKEN
            ? new GitCredential.Token(user, secret)
            : new GitCredential.SshKey(user, secret, stored.knownHosts()));
  }

  private void recordUse(Credential credential) {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (credential.lastUsedAt() == null || credential.lastUsedAt().isBefore(minute)) {
      client
          .sql("update credential set last_used_at = ? where id = ?")
          .params(Timestamp.from(minute), credential.credentialId())
          .update();
    }
  }

  private static Credential toCredential(ResultSet row) throws SQLException {
    Timestamp lastUsed = row.getTimestamp("last_used_at");
    return new Credential(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("url"),
        Kind.valueOf(row.getString("kind")),
        row.getString("username"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        lastUsed == null ? null : lastUsed.toInstant());
  }
}
