package dev.pawl.workflow;

import dev.pawl.command.RetrySettings;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** The retry state of a step: the settings of its next attempt, its counters and its backoff. */
@Embeddable
class RetryState {

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "conditions")
  private RetrySettings conditions = RetrySettings.DEFAULT;

  @Column(name = "tries")
  private short tries;

  @Column(name = "lost")
  private short lost;

  @Column(name = "not_before")
  private @Nullable Instant notBefore;

  @Column(name = "waits_for")
  private @Nullable String waitsFor;

  /** Returns the row of the step with this state. */
  WorkflowRows.StepRow toRow(
      UUID step,
      StepStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Long durationMs,
      @Nullable String tree) {
    return new WorkflowRows.StepRow(
        step,
        status.name(),
        startedAt,
        endedAt,
        durationMs,
        conditions,
        tries,
        lost,
        notBefore,
        waitsFor,
        tree);
  }

  /** Counts a failed attempt and returns the number of failed attempts. */
  int recordFailure() {
    return ++tries;
  }

  /** Counts an attempt that was lost with its node. */
  void recordLostAttempt() {
    lost++;
  }

  /** Schedules the next attempt with other settings, not before {@code from}. */
  void scheduleRetry(RetrySettings newSettings, Instant retryAt) {
    conditions = newSettings;
    notBefore = retryAt;
  }

  /** Schedules the next attempt without backoff and with simplified settings. */
  void scheduleSimplifiedRetry() {
    conditions = conditions.simplified();
    notBefore = null;
  }

  /** Sets or clears the backoff that an event recorded. */
  void replayBackoff(@Nullable Instant retryAt) {
    notBefore = retryAt;
  }

  /** Clears the backoff and the wait when an attempt starts. */
  void startAttempt() {
    notBefore = null;
    waitsFor = null;
  }

  /** Sets the resource that the attempt waits for, such as a free agent; absent when it does not wait. */
  void waitFor(@Nullable String resource) {
    waitsFor = resource;
  }

  /** Returns the resource that the attempt waits for, if any. */
  @Nullable String waitsFor() {
    return waitsFor;
  }

  /** Resets the settings, the failure count and the backoff. */
  void reset() {
    conditions = RetrySettings.DEFAULT;
    tries = 0;
    notBefore = null;
  }

  RetrySettings settings() {
    return conditions;
  }

  /** Returns the number of attempts that were lost with their nodes. */
  int lostAttempts() {
    return lost;
  }

  /** Returns the end of the backoff before the next attempt, if there is one. */
  Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }
}
