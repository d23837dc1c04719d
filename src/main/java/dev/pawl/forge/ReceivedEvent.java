package dev.pawl.forge;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * An event that a forge has sent. It stays stored after it was processed, so that it is recognized when it is sent again.
 * Its row is inserted by {@link ReceivedEventRepository}.
 */
@Entity
@Table(name = "forge_event")
class ReceivedEvent {

  @Id
  @Column(name = "id")
  private UUID id;

  @Column(name = "forge", updatable = false)
  private String forge;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "content", updatable = false)
  private ForgeEvent content;

  @Column(name = "received_at", updatable = false)
  private Instant receivedAt;

  @Column(name = "tries")
  private int tries;

  @Column(name = "next_at")
  private @Nullable Instant nextAt;

  @Column(name = "claimed_until")
  private @Nullable Instant claimedUntil;

  @Column(name = "processed_at")
  private @Nullable Instant processedAt;

  @Column(name = "result")
  private @Nullable String result;

  @NullUnmarked
  protected ReceivedEvent() {}

  /** Reserves the event for one node; after a crash of that node it is due again. */
  void claim(Instant until) {
    claimedUntil = until;
  }

  /** Records that the event was processed. */
  void processed(String newResult, Instant now) {
    claimedUntil = null;
    nextAt = null;
    processedAt = now;
    result = newResult;
  }

  /** Records a failed attempt. */
  void failed(String newResult, Instant next) {
    claimedUntil = null;
    tries++;
    nextAt = next;
    result = newResult;
  }

  UUID id() {
    return id;
  }

  String forge() {
    return forge;
  }

  ForgeEvent content() {
    return content;
  }

  Instant receivedAt() {
    return receivedAt;
  }

  int tries() {
    return tries;
  }

  @Nullable Instant processedAt() {
    return processedAt;
  }

  @Nullable String result() {
    return result;
  }
}
