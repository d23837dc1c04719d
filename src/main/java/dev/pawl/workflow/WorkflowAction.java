package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** What people can ask of a workflow; the last part of the URL to ask at. */
public enum WorkflowAction {
  CANCELLATION,
  DECISION,
  ROLLBACK;

  /**
   * What can be asked for now.
   *
   * @param publishing whether the target is being changed right now
   * @param lasting whether a result was published that can be taken back
   */
  static List<WorkflowAction> allowed(WorkflowStatus status, boolean publishing, boolean lasting) {
    return switch (status) {
      case QUEUED -> List.of(CANCELLATION);
      case AWAITING_DECISION -> List.of(CANCELLATION, DECISION);
      case RUNNING -> publishing ? List.of() : List.of(CANCELLATION);
      case COMPLETED -> lasting ? List.of(ROLLBACK) : List.of();
      case FAILED, ROLLED_BACK, CANCELLED -> List.of();
    };
  }

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
