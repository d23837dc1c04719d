package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a phase, a step or an attempt stands (2-behaviour, 1.3). */
public enum StepStatus {
  PENDING,
  RUNNING,
  COMPLETED,
  FAILED,
  SKIPPED,
  CANCELLED,
  ROLLED_BACK;

  /** The word of the API, such as {@code rolled_back}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The next status, checked that the move there is a legal one. */
  StepStatus to(StepStatus next) {
    boolean legal =
        switch (this) {
          case PENDING -> next == RUNNING || next == SKIPPED || next == CANCELLED;
          // Pending again: the attempt failed or was cut off, and there will be another.
          case RUNNING ->
              next == COMPLETED || next == FAILED || next == CANCELLED || next == PENDING;
          // Pending again: the whole workflow starts once more.
          case COMPLETED -> next == ROLLED_BACK || next == PENDING;
          // Somebody wants it tried once more, or the workflow taken up again.
          case FAILED, SKIPPED, CANCELLED -> next == PENDING;
          case ROLLED_BACK -> false;
        };
    if (!legal) {
      throw new IllegalStateException("A step that is " + word() + " cannot become " + next.word());
    }
    return next;
  }
}
