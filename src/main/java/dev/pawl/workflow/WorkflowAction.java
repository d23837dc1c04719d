package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** What people can ask of a workflow; the last part of the URL to ask at. */
public enum WorkflowAction {
  CANCELLATION,
  DECISION,
  PAUSE,
  RESUMPTION,
  ROLLBACK,
  RERUN;

  /**
   * What can be asked for now.
   *
   * @param committed whether the target is being changed right now, or what was done is being taken back
   * @param lasting whether a result was published that can be taken back
   * @param paused whether it stands still because somebody wanted that
   * @param compensated whether what it did was taken back, so that it cannot go on from there
   */
  static List<WorkflowAction> allowed(
      WorkflowStatus status,
      boolean committed,
      boolean lasting,
      boolean paused,
      boolean compensated) {
    return switch (status) {
      case QUEUED -> List.of(CANCELLATION);
      case AWAITING_DECISION ->
          paused ? List.of(CANCELLATION, DECISION, RESUMPTION) : List.of(CANCELLATION, DECISION);
      case RUNNING -> committed ? List.of() : List.of(CANCELLATION, PAUSE);
      case COMPLETED -> lasting ? List.of(ROLLBACK, RERUN) : List.of(RERUN);
      case FAILED, CANCELLED -> compensated ? List.of(RERUN) : List.of(RESUMPTION, RERUN);
      case ROLLED_BACK -> List.of(RERUN);
    };
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
