package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;

/** The user actions on a workflow; the API value is the last segment of the URL of the action. */
@Schema(name = "WorkflowAction")
public enum WorkflowAction {
  CANCELLATION,
  DECISION,
  PAUSE,
  RESUMPTION,
  PUBLICATION,
  ROLLBACK,
  RERUN;

  /**
   * Returns the actions that are allowed now.
   *
   * @param committed whether the workflow is publishing or compensating
   * @param canRollBack whether a published result can be rolled back
   * @param canPublish whether the result of a dry run, or one that was refused, can be published
   * @param paused whether the workflow waits because a user paused it
   * @param compensated whether steps were compensated, so that the workflow cannot be resumed
   */
  static List<WorkflowAction> allowed(
      WorkflowStatus status,
      boolean committed,
      boolean canRollBack,
      boolean canPublish,
      boolean paused,
      boolean compensated) {
    return switch (status) {
      case QUEUED -> List.of(CANCELLATION);
      case AWAITING_DECISION ->
          paused ? List.of(CANCELLATION, DECISION, RESUMPTION) : List.of(CANCELLATION, DECISION);
      case RUNNING -> committed ? List.of() : List.of(CANCELLATION, PAUSE);
      case COMPLETED -> {
        if (canPublish) {
          yield List.of(PUBLICATION, RERUN);
        }
        yield canRollBack ? List.of(ROLLBACK, RERUN) : List.of(RERUN);
      }
      case FAILED, CANCELLED -> {
        if (compensated) {
          yield List.of(RERUN);
        }
        yield canPublish ? List.of(PUBLICATION, RESUMPTION, RERUN) : List.of(RESUMPTION, RERUN);
      }
      case ROLLED_BACK -> List.of(RERUN);
    };
  }

  /** Returns the API value, such as {@code cancellation}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
