package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a workflow stands (2-behaviour, 1.3). */
public enum WorkflowStatus {
  QUEUED,
  RUNNING,
  AWAITING_DECISION,
  COMPLETED,
  FAILED,
  ROLLED_BACK,
  CANCELLED;

  /** Whether nothing more happens by itself. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING, AWAITING_DECISION -> false;
      case COMPLETED, FAILED, ROLLED_BACK, CANCELLED -> true;
    };
  }

  /** The word of the API, such as {@code rolled_back}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same status, checked that the move there is a legal one. */
  WorkflowStatus to(WorkflowStatus next) {
    boolean legal =
        switch (this) {
          case QUEUED -> next == RUNNING || next == CANCELLED;
          case RUNNING -> next != QUEUED && next != RUNNING;
          case AWAITING_DECISION -> next != QUEUED && next != AWAITING_DECISION;
          case COMPLETED -> next == ROLLED_BACK;
          // Somebody takes it up again.
          case FAILED, CANCELLED -> next == RUNNING;
          case ROLLED_BACK -> false;
        };
    if (!legal) {
      throw new IllegalStateException(
          "A workflow that is " + word() + " cannot become " + next.word());
    }
    return next;
  }
}
