package dev.pawl.workflow;

import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/** What people have asked for and was not done yet. */
@Embeddable
class Wishes {

  private boolean cancelRequested;
  private boolean rollbackRequested;
  private boolean pauseRequested;
  private @Nullable String supersededBy;

  boolean cancel() {
    return cancelRequested;
  }

  boolean rollback() {
    return rollbackRequested;
  }

  boolean pause() {
    return pauseRequested;
  }

  /** Somebody wants the workflow to stop, or a newer one takes its place. */
  void cancel(@Nullable String superseded) {
    cancelRequested = true;
    supersededBy = superseded;
  }

  /** Why it ends when it is cancelled. */
  EndedReason cancelled() {
    return supersededBy == null ? EndedReason.CANCELLED_BY_USER : EndedReason.SUPERSEDED;
  }

  void rollback(boolean wished) {
    rollbackRequested = wished;
  }

  void pause(boolean wished) {
    pauseRequested = wished;
  }

  /** Somebody has thought better of stopping. */
  void goOn() {
    cancelRequested = false;
    pauseRequested = false;
    supersededBy = null;
  }

  @Nullable String supersededBy() {
    return supersededBy;
  }
}
