package dev.pawl.session;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.data.domain.Persistable;

/** An event in the history of a session. */
@Entity
@Immutable
@Table(name = "session_event")
class StoredSessionEvent implements Persistable<StoredSessionEvent.Key> {

  @EmbeddedId private Key key;

  @Column(name = "type")
  private String type;

  @Column(name = "at")
  private Instant at;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "data")
  private Map<String, Object> data;

  /** Identifies an event. */
  @Embeddable
  record Key(@Column(name = "session_id") UUID session, @Column(name = "sequence") long sequence) {}

  @NullUnmarked
  protected StoredSessionEvent() {}

  StoredSessionEvent(
      UUID session, long sequence, String type, Instant at, Map<String, Object> data) {
    this();
    this.key = new Key(session, sequence);
    this.type = type;
    this.at = at;
    this.data = data;
  }

  @Override
  public Key getId() {
    return key;
  }

  /** Returns true: only new events are saved. */
  @Override
  public boolean isNew() {
    return true;
  }

  long sequence() {
    return key.sequence();
  }

  String type() {
    return type;
  }

  Instant at() {
    return at;
  }

  Map<String, Object> data() {
    return data;
  }
}
