package dev.pawl.workflow;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** When a workflow was made, began, changed and ended. */
@Embeddable
class Times {

  private Instant createdAt;
  private @Nullable Instant startedAt;
  private Instant updatedAt;
  private @Nullable Instant endedAt;

  @NullUnmarked
  protected Times() {}

  Times(Instant now) {
    this();
    createdAt = now;
    updatedAt = now;
  }

  void start(Instant now) {
    startedAt = now;
  }

  void change(Instant now) {
    updatedAt = now;
  }

  void end(Instant now) {
    endedAt = now;
    updatedAt = now;
  }

  /** Goes on after an end, with all its time; the answer is what is gone of it. */
  Duration resume(Instant now) {
    endedAt = null;
    updatedAt = now;
    return startedAt == null ? Duration.ZERO : Duration.between(startedAt, now);
  }

  /** When it began; now, when it has not yet. */
  Instant begun(Instant now) {
    return startedAt == null ? now : startedAt;
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
