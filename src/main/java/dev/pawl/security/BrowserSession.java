package dev.pawl.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.data.domain.Persistable;

/** A session of a browser, identified by the hash of the secret in its cookie. It is valid as long as its token is. */
@Entity
@Immutable
@Table(name = "browser_session")
class BrowserSession implements Persistable<byte[]> {

  @Id
  @Column(name = "id")
  private byte[] id;

  @Column(name = "token_hash")
  private byte[] tokenHash;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "expires_at")
  private Instant expiresAt;

  @NullUnmarked
  protected BrowserSession() {}

  /**
   * Creates a session.
   *
   * @param tokenHash the hash of the token with which the user has signed in
   */
  BrowserSession(byte[] id, byte[] tokenHash, Instant startedAt, Instant expiresAt) {
    this();
    this.id = id;
    this.tokenHash = tokenHash;
    this.startedAt = startedAt;
    this.expiresAt = expiresAt;
  }

  @Override
  public byte[] getId() {
    return id;
  }

  /** Returns true: only new sessions are saved. */
  @Override
  public boolean isNew() {
    return true;
  }

  byte[] tokenHash() {
    return tokenHash;
  }
}
