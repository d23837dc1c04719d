package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The strategy for recovering from a failure. */
@Schema(name = "RecoveryStrategy")
public enum RecoveryStrategy {
  /** Retries after a back-off, with the same settings. */
  RETRY,
  /** Retries with smaller batches, a longer timeout and no parallelism. */
  RETRY_WITH_DIFFERENT_PARAMS,
  /** Retries without parallelism and caches, and with the next tool. */
  FALLBACK_TO_SIMPLER_APPROACH,
  /** Retries without the files that failed, and keeps the result for the others. */
  PARTIAL_RECOVERY,
  /** Resets the workspace to the snapshot, frees disk space and restarts the workflow once. */
  ROLLBACK_AND_RESTART,
  /** Asks for a decision, or applies {@code on_failure} of the step. */
  MANUAL_INTERVENTION;

  /** Returns the value in the API, such as {@code partial_recovery}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
