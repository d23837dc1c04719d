package dev.pawl.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.data.domain.Persistable;

/** An OpenID Connect login that has started and not ended, identified by the hash of the secret in its cookie. */
@Entity
@Immutable
@Table(name = "sign_in")
class LoginInProgress implements Persistable<byte[]> {

  @Id
  @Column(name = "id")
  private byte[] id;

  @Column(name = "request")
  private String request;

  @Column(name = "begun_at")
  private Instant startedAt;

  @NullUnmarked
  protected LoginInProgress() {}

  /**
   * Creates a login.
   *
   * @param request the authorization request (JSON)
   */
  LoginInProgress(byte[] id, String request, Instant startedAt) {
    this();
    this.id = id;
    this.request = request;
    this.startedAt = startedAt;
  }

  @Override
  public byte[] getId() {
    return id;
  }

  /** Returns true: only new logins are saved. */
  @Override
  public boolean isNew() {
    return true;
  }

  String request() {
    return request;
  }
}
