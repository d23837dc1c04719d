package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * What a forge is to show of the latest workflow that reports there: a status, a comment or a pull request. Its content
 * is created when it is sent, so that a message that is late never replaces a newer state. Its row is written by {@link
 * ForgeMessageRepository}.
 */
@Entity
@Table(name = "forge_message")
class ForgeMessage {

  @Id
  @Column(name = "id")
  private UUID id;

  @Column(name = "forge", updatable = false)
  private String forge;

  @Column(name = "repository", updatable = false)
  private String repository;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind", updatable = false)
  private Kind kind;

  @Column(name = "subject", updatable = false)
  private String subject;

  @Column(name = "context", updatable = false)
  private String context;

  @Column(name = "workflow_id", updatable = false)
  private UUID workflowId;

  /** The number of the event of the workflow that is to be reported. */
  @Column(name = "sequence", updatable = false)
  private long sequence;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** The number of failed attempts since the last event or request. */
  @Column(name = "tries")
  private int tries;

  @Column(name = "next_at")
  private @Nullable Instant nextAt;

  @Column(name = "claimed_until")
  private @Nullable Instant claimedUntil;

  @Column(name = "delivered_at")
  private @Nullable Instant deliveredAt;

  @Column(name = "delivered_sequence")
  private @Nullable Long deliveredSequence;

  @Column(name = "last_at")
  private @Nullable Instant lastAt;

  @Column(name = "last_status")
  private @Nullable Integer lastStatus;

  @Column(name = "last_error")
  private @Nullable String lastError;

  @Column(name = "remote_id")
  private @Nullable String remoteId;

  @Column(name = "remote_url")
  private @Nullable String remoteUrl;

  /** What a message creates or updates. */
  @Schema(name = "ForgeMessageKind")
  enum Kind {
    /** The status of a commit. */
    STATUS,
    /** A comment on a pull or merge request. */
    COMMENT,
    /** A pull or merge request. */
    PULL_REQUEST;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The state of a message. */
  @Schema(name = "ForgeMessageState")
  enum State {
    PENDING,
    DELIVERED,
    FAILED;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @NullUnmarked
  protected ForgeMessage() {}

  /** Reserves the message for one node; after a crash of that node it is due again. */
  void claim(Instant until) {
    claimedUntil = until;
  }

  /** Postpones the message without an attempt. */
  void postpone(Instant until) {
    nextAt = until;
    claimedUntil = null;
  }

  /**
   * Records that the forge shows the message. If it has changed since, it is due again.
   *
   * @param sent the message as it was sent
   */
  void delivered(ForgeMessage sent, RemoteObject remote, Instant now) {
    claimedUntil = null;
    lastAt = now;
    lastStatus = null;
    lastError = null;
    if (!isSameAs(sent)) {
      // The comment is the same one, whichever workflow reports there.
      remoteId = kind == Kind.COMMENT ? remote.id() : remoteId;
      return;
    }
    tries = 0;
    nextAt = null;
    deliveredAt = now;
    deliveredSequence = sequence;
    remoteId = remote.id() == null ? remoteId : remote.id();
    remoteUrl = remote.url() == null ? remoteUrl : remote.url();
  }

  /**
   * Records a failed attempt.
   *
   * @param sent the message as it was sent
   * @param next the time of the next attempt; null if there is none
   */
  void failed(ForgeMessage sent, ForgeException failure, @Nullable Instant next, Instant now) {
    claimedUntil = null;
    lastAt = now;
    lastStatus = failure.status();
    lastError = failure.getMessage();
    if (isSameAs(sent)) {
      nextAt = next;
      tries = failure.isRateLimited() ? tries : tries + 1;
    }
  }

  private boolean isSameAs(ForgeMessage sent) {
    return workflowId.equals(sent.workflowId) && sequence == sent.sequence;
  }

  /** Makes the message due again, with all its attempts. */
  void redeliver(Instant now) {
    tries = 0;
    nextAt = now;
  }

  State state() {
    return nextAt != null ? State.PENDING : isDelivered() ? State.DELIVERED : State.FAILED;
  }

  private boolean isDelivered() {
    return deliveredSequence != null && deliveredSequence == sequence;
  }

  UUID id() {
    return id;
  }

  String forge() {
    return forge;
  }

  String repository() {
    return repository;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the commit, the number of the pull request, or the id of the workflow whose branch gets a pull request. */
  String subject() {
    return subject;
  }

  String context() {
    return context;
  }

  UUID workflowId() {
    return workflowId;
  }

  Instant createdAt() {
    return createdAt;
  }

  int tries() {
    return tries;
  }

  @Nullable Instant nextAt() {
    return nextAt;
  }

  @Nullable Instant deliveredAt() {
    return deliveredAt;
  }

  @Nullable Instant lastAt() {
    return lastAt;
  }

  @Nullable Integer lastStatus() {
    return lastStatus;
  }

  @Nullable String lastError() {
    return lastError;
  }

  /** Returns the id of the comment or check run on the forge; null if there is none, or it is not known. */
  @Nullable String remoteId() {
    return remoteId;
  }

  @Nullable String remoteUrl() {
    return remoteUrl;
  }
}
