package dev.pawl.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The times at which a workflow was created, started, last updated and ended. */
@Embeddable
class WorkflowTimestamps {

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @NullUnmarked
  protected WorkflowTimestamps() {}

  WorkflowTimestamps(Instant now) {
    this();
    createdAt = now;
    updatedAt = now;
  }

  void start(Instant now) {
    startedAt = now;
  }

  void touch(Instant now) {
    updatedAt = now;
  }

  void end(Instant now) {
    endedAt = now;
    updatedAt = now;
  }

  /** Resumes an ended workflow; returns the time since its start, to be credited to its deadline. */
  Duration resume(Instant now) {
    endedAt = null;
    updatedAt = now;
    return startedAt == null ? Duration.ZERO : Duration.between(startedAt, now);
  }

  /** Returns the start time, or {@code now} when the workflow has not started. */
  Instant startedAtOr(Instant fallback) {
    return startedAt == null ? fallback : startedAt;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }
}
