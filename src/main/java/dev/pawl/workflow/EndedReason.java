package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandResult.FailureKind;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;

/** The reason why a workflow ended. */
@Schema(name = "EndedReason")
public enum EndedReason {
  COMPLETED,
  STEP_FAILED,
  GATE_FAILED,
  INTEGRITY_VIOLATED,
  PUBLISH_CONFLICT,
  PUBLISH_REJECTED,
  TIMED_OUT,
  CANCELLED_BY_USER,
  SUPERSEDED,
  DECISION_ABORTED,
  DECISION_TIMED_OUT,
  WORKER_LOST,
  INTERNAL_ERROR;

  /** Returns the reason for a failed step; an absent kind of failure means that a gate failed. */
  static EndedReason forFailure(Optional<FailureKind> kind) {
    return switch (kind.orElse(null)) {
      case null -> GATE_FAILED;
      case INTEGRITY -> INTEGRITY_VIOLATED;
      case CONFLICT -> PUBLISH_CONFLICT;
      case REJECTED -> PUBLISH_REJECTED;
      case TIMED_OUT -> TIMED_OUT;
      case REFUSED, BROKEN -> STEP_FAILED;
      case INTERNAL -> INTERNAL_ERROR;
    };
  }

  /** Returns the API value, such as {@code gate_failed}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
