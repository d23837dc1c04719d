package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.network.Addresses;
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
public class Credentials {

  private static final Logger log = LoggerFactory.getLogger(Credentials.class);
  private static final int KEY_BYTES = 32;
  private static final String COLUMNS =
      "id, name, url, kind, username, created_by, created_at, last_used_at";

  private final JdbcClient client;
  private final CredentialProperties properties;
  private final Clock clock;

  Credentials(JdbcClient client, CredentialProperties properties, Clock clock) {
    this.client = client;
    this.properties = properties;
    this.clock = clock;
  }

  /** A credential to store. */
  record Wanted(
      String name,
      String url,
      Kind kind,
      String username,
      String secret,
      @Nullable String knownHosts) {}

  private record Kept(Credential shown, byte[] secret, String salt, @Nullable String knownHosts) {}

  /** Returns whether an encryption key is set, so that credentials can be stored. */
  boolean canKeep() {
    return properties.key() != null;
  }

  /** Stores a credential, and replaces the one with the same URL, if there is one. */
  Credential keep(Wanted wanted, String by) {
    String salt = KeyGenerators.string().generateKey();
    byte[] secret = cipher(salt).encrypt(wanted.secret().getBytes(StandardCharsets.UTF_8));
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
        .param("name", wanted.name())
        .param("url", wanted.url())
        .param("kind", wanted.kind().name())
        .param("username", wanted.username())
        .param("secret", secret)
        .param("salt", salt)
        .param("hosts", wanted.knownHosts())
        .param("by", by)
        .param("at", Timestamp.from(now))
        .query((row, number) -> shown(row))
        .single();
  }

  /** Returns an AES-GCM encryptor with a key that is derived per secret (HKDF, RFC 5869). */
  private BytesEncryptor cipher(String salt) {
    if (properties.key() == null) {
      throw new IllegalStateException("pawl.credential.encryption-key is not set");
    }
    var derived =
        HKDFParameterSpec.ofExtract()
            .addIKM(properties.key().getBytes(StandardCharsets.UTF_8))
            .addSalt(Hex.decode(salt))
            .thenExpand("pawl credential".getBytes(StandardCharsets.UTF_8), KEY_BYTES);
    try {
      SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", derived);
      return AesGcmBytesEncryptor.withSecretKey(key).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform since 25 supports HKDF-SHA256", e);
    }
  }

  /** Returns all credentials, without their secrets. */
  List<Credential> all() {
    return client
        .sql("select " + COLUMNS + " from credential order by url")
        .query((row, number) -> shown(row))
        .list();
  }

  /** Deletes a credential, with immediate effect on all nodes; empty if there is none with this id. */
  Optional<Credential> remove(UUID id) {
    return client
        .sql("delete from credential where id = ? returning " + COLUMNS)
        .param(id)
        .query((row, number) -> shown(row))
        .optional();
  }

  /** Returns the credential for a URL; empty if there is none or no encryption key is set. */
  public Optional<Login> at(String url) {
    if (!canKeep()) {
      return Optional.empty();
    }
    return client
        .sql("select " + COLUMNS + ", secret, salt, known_hosts from credential")
        .query((row, number) ->
            new Kept(
                shown(row),
                row.getBytes("secret"),
                row.getString("salt"),
                row.getString("known_hosts")))
        .list()
        .stream()
        .filter(kept -> Addresses.begins(url, kept.shown().url()))
        .max(Comparator.comparingInt(kept -> kept.shown().url().length()))
        .flatMap(this::login);
  }

  private Optional<Login> login(Kept kept) {
    String secret;
    try {
      byte[] bytes = cipher(kept.salt()).decrypt(kept.secret());
      secret = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.warn(
          "Failed to decrypt credential {}: pawl.credential.encryption-key has changed, create the credential"
              + " again",
          kept.shown().name());
      return Optional.empty();
    }
    used(kept.shown());
    String user = kept.shown().username();
    return Optional.of(
        kept.shown().kind() == Kind.TOKEN
            ? new Login.Token(user, secret)
            : new Login.Key(user, secret, kept.knownHosts()));
  }

  private void used(Credential credential) {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (credential.lastUsedAt() == null || credential.lastUsedAt().isBefore(minute)) {
      client
          .sql("update credential set last_used_at = ? where id = ?")
          .params(Timestamp.from(minute), credential.credentialId())
          .update();
    }
  }

  private static Credential shown(ResultSet row) throws SQLException {
    Timestamp used = row.getTimestamp("last_used_at");
    return new Credential(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("url"),
        Kind.valueOf(row.getString("kind")),
        row.getString("username"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        used == null ? null : used.toInstant());
  }
}
