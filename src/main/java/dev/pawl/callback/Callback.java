package dev.pawl.callback;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.ListIndexBase;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A callback to send to the URL of its workflow. Its row is inserted by {@link CallbackRepository}. */
@Entity
@Table(name = "callback")
class Callback {

  @Id
  @Column(name = "id")
  private UUID id;

  @Column(name = "workflow_id", updatable = false)
  private UUID workflowId;

  @Formula("(select w.callback_url from workflow w where w.id = workflow_id)")
  private String url;

  @Column(name = "type", updatable = false)
  private String type;

  @Column(name = "body", updatable = false)
  private String body;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** The number of attempts since the callback was stored or requested again. */
  @Column(name = "tries")
  private int tries;

  @Column(name = "next_at")
  private @Nullable Instant nextAt;

  @Column(name = "delivered_at")
  private @Nullable Instant deliveredAt;

  @ElementCollection
  @CollectionTable(name = "callback_attempt", joinColumns = @JoinColumn(name = "callback_id"))
  @OrderColumn(name = "number")
  @ListIndexBase(1)
  private List<CallbackAttempt> attempts = new ArrayList<>();

  /**
   * One attempt to send a callback.
   *
   * @param status the HTTP status of the response; absent if there was none
   */
  @Embeddable
  record CallbackAttempt(
      @Column(name = "at") Instant at,
      @Column(name = "status") @Nullable Integer status,
      @Column(name = "error") @Nullable String error,
      @Column(name = "duration_ms") long durationMs) {

    boolean isDelivered() {
      return status != null && status / 100 == 2;
    }
  }

  @NullUnmarked
  protected Callback() {}

  /** Postpones the callback while a node sends it; after a crash of that node it is due again. */
  void claim(Instant until) {
    nextAt = until;
  }

  /**
   * Records an attempt.
   *
   * @param next the time of the next attempt; null if there is none
   */
  void attempted(CallbackAttempt attempt, @Nullable Instant next) {
    attempts.add(attempt);
    tries++;
    nextAt = next;
    deliveredAt = attempt.isDelivered() ? attempt.at() : null;
  }

  /** Makes the callback due again, with all its attempts. */
  void redeliver(Instant now) {
    tries = 0;
    nextAt = now;
    deliveredAt = null;
  }

  UUID id() {
    return id;
  }

  String url() {
    return url;
  }

  String type() {
    return type;
  }

  String body() {
    return body;
  }

  int tries() {
    return tries;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant nextAt() {
    return nextAt;
  }

  @Nullable Instant deliveredAt() {
    return deliveredAt;
  }

  /** Returns all attempts, oldest first. */
  List<CallbackAttempt> attempts() {
    return attempts;
  }
}
