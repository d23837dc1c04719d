package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The status of a workflow. */
@Schema(name = "WorkflowStatus")
public enum WorkflowStatus {
  QUEUED,
  RUNNING,
  AWAITING_DECISION,
  COMPLETED,
  FAILED,
  ROLLED_BACK,
  CANCELLED;

  /** Returns whether this is an end status. */
  public boolean isEnded() {
    return switch (this) {
      case QUEUED, RUNNING, AWAITING_DECISION -> false;
      case COMPLETED, FAILED, ROLLED_BACK, CANCELLED -> true;
    };
  }

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
  WorkflowStatus transitionTo(WorkflowStatus next) {
    boolean legal =
        switch (this) {
          case QUEUED -> next == RUNNING || next == CANCELLED;
          case RUNNING -> next != QUEUED && next != RUNNING;
          case AWAITING_DECISION -> next != QUEUED && next != AWAITING_DECISION;
          // A user publishes the result of a dry run.
          case COMPLETED -> next == ROLLED_BACK || next == RUNNING;
          // A user resumes the workflow.
          case FAILED, CANCELLED -> next == RUNNING;
          case ROLLED_BACK -> false;
        };
    if (!legal) {
      throw new IllegalStateException(
          "A workflow that is " + value() + " cannot become " + next.value());
    }
    return next;
  }
}
