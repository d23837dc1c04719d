package dev.pawl.session;

import dev.pawl.command.SessionState;
import dev.pawl.session.SessionView.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A line of work on one target, whose workflows share state. */
@Entity
@Table(name = "session")
class Session {

  @Id
  @UuidGenerator
  @Column(name = "id")
  private UUID id;

  @Column(name = "target", updatable = false)
  private String target;

  @Column(name = "name", updatable = false)
  private @Nullable String name;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private Status status;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "state")
  private SessionState state;

  /** The sequence number of the last event. */
  @Column(name = "sequence")
  private long sequence;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "used_at")
  private Instant usedAt;

  @NullUnmarked
  protected Session() {}

  Session(String target, @Nullable String name, Instant now) {
    this();
    this.target = target;
    this.name = name;
    this.status = Status.OPEN;
    this.state = SessionState.EMPTY;
    this.createdAt = now;
    this.usedAt = now;
  }

  /** Updates the shared state. */
  void update(UnaryOperator<SessionState> update, Instant now) {
    state = update.apply(state);
    usedAt = now;
  }

  void reopen(Instant now) {
    status = Status.OPEN;
    usedAt = now;
  }

  void close() {
    status = Status.CLOSED;
  }

  /** Returns the next event of the session, which counts as a use. */
  StoredSessionEvent nextEvent(String type, Map<String, Object> data, Instant now) {
    sequence++;
    usedAt = now;
    return new StoredSessionEvent(id, sequence, type, now, data);
  }

  UUID id() {
    return id;
  }

  String target() {
    return target;
  }

  @Nullable String name() {
    return name;
  }

  Status status() {
    return status;
  }

  SessionState state() {
    return state;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant usedAt() {
    return usedAt;
  }
}
