package dev.pawl.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of the audit log. {@link AuditLog} inserts it. */
@Entity
@Immutable
@Table(name = "audit")
class AuditEntry {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Column(name = "id")
  private long id;

  @Column(name = "at")
  private Instant at;

  @Column(name = "who")
  private String who;

  @Column(name = "address")
  private String address;

  @Column(name = "method")
  private String method;

  @Column(name = "path")
  private String path;

  @Column(name = "status")
  private int status;

  @NullUnmarked
  protected AuditEntry() {}

  long id() {
    return id;
  }

  Instant at() {
    return at;
  }

  String who() {
    return who;
  }

  String address() {
    return address;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  int status() {
    return status;
  }
}
