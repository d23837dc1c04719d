package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.credential.CredentialService.CredentialData;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A credential with its encrypted secret. It is replaced as a whole; only the time of its last use and the encryption of its secret
 * change. */
@Entity
@Table(name = "credential")
class StoredCredential {

  @Id
  @UuidGenerator
  @Column(name = "id")
  private UUID id;

  @Column(name = "name")
  private String name;

  @Column(name = "url")
  private String url;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  private Kind kind;

  @Column(name = "username")
  private String username;

  @Column(name = "secret")
  private byte[] secret;

  @Column(name = "passphrase")
  private byte @Nullable [] passphrase;

  @Column(name = "salt")
  private String salt;

  @Column(name = "known_hosts")
  private @Nullable String knownHosts;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "last_used_at")
  private @Nullable Instant lastUsedAt;

  @NullUnmarked
  protected StoredCredential() {}

  /**
   * Creates a credential.
   *
   * @param secret the encrypted secret
   * @param passphrase the encrypted passphrase of a private key that has one
   * @param salt the salt of the key with which both are encrypted
   */
  StoredCredential(
      CredentialData data,
      byte[] secret,
      byte @Nullable [] passphrase,
      String salt,
      String createdBy,
      Instant createdAt) {
    this();
    this.name = data.name();
    this.url = data.url();
    this.kind = data.kind();
    this.username = data.username();
    this.secret = secret;
    this.passphrase = passphrase;
    this.salt = salt;
    this.knownHosts = data.knownHosts();
    this.createdBy = createdBy;
    this.createdAt = createdAt;
  }

  /** Replaces the encrypted secrets by the same ones under another key. */
  void reencrypt(byte[] newSecret, byte @Nullable [] newPassphrase, String newSalt) {
    secret = newSecret;
    passphrase = newPassphrase;
    salt = newSalt;
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  String url() {
    return url;
  }

  Kind kind() {
    return kind;
  }

  String username() {
    return username;
  }

  byte[] secret() {
    return secret;
  }

  byte @Nullable [] passphrase() {
    return passphrase;
  }

  String salt() {
    return salt;
  }

  @Nullable String knownHosts() {
    return knownHosts;
  }

  String createdBy() {
    return createdBy;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant lastUsedAt() {
    return lastUsedAt;
  }
}
