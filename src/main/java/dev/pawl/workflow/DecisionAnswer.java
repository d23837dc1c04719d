package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The possible answers to a decision. */
@Schema(name = "DecisionAnswer")
public enum DecisionAnswer {
  /** Runs the next step; the changes of the failed step are discarded. */
  CONTINUE,
  /** Runs the step again. */
  RETRY,
  /** Resets the workspace to the snapshot and ends the workflow. */
  ROLLBACK,
  /** Ends the workflow; the target is not changed. */
  ABORT;

  /** Returns the API value, such as {@code continue}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
