package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The status of a phase, a step or an attempt. */
@Schema(name = "StepStatus")
public enum StepStatus {
  PENDING,
  RUNNING,
  COMPLETED,
  FAILED,
  SKIPPED,
  CANCELLED,
  ROLLED_BACK;

  /** Returns the API value, such as {@code rolled_back}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the next status.
   *
   * @throws IllegalStateException when the transition is not allowed
   */
  StepStatus transitionTo(StepStatus next) {
    boolean legal =
        switch (this) {
          case PENDING -> next == RUNNING || next == SKIPPED || next == CANCELLED;
          // PENDING: the attempt failed or was interrupted, and the step is retried.
          case RUNNING ->
              next == COMPLETED || next == FAILED || next == CANCELLED || next == PENDING;
          // PENDING: the whole workflow is restarted.
          case COMPLETED -> next == ROLLED_BACK || next == PENDING;
          // A user retries the step or resumes the workflow.
          case FAILED, SKIPPED, CANCELLED -> next == PENDING;
          case ROLLED_BACK -> false;
        };
    if (!legal) {
      throw new IllegalStateException(
          "A step that is " + value() + " cannot become " + next.value());
    }
    return next;
  }
}
