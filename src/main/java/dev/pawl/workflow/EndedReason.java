package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a workflow ended (2-behaviour, 1.3). */
public enum EndedReason {
  COMPLETED,
  STEP_FAILED,
  GATE_FAILED,
  INTEGRITY_VIOLATED,
  PUBLISH_CONFLICT,
  TIMED_OUT,
  CANCELLED_BY_USER,
  SUPERSEDED,
  DECISION_ABORTED,
  DECISION_TIMED_OUT,
  WORKER_LOST,
  INTERNAL_ERROR;

  /** The word of the API, such as {@code gate_failed}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
