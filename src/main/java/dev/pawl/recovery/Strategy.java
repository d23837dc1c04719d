package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is done about a failure (2-behaviour, 6.3). */
public enum Strategy {
  /** The same again, a little later. */
  RETRY,
  /** Again with smaller batches, more time and one thing at a time. */
  RETRY_WITH_DIFFERENT_PARAMS,
  /** Again, one thing at a time, without caches and with the next tool. */
  FALLBACK_TO_SIMPLER_APPROACH,
  /** Again without the files that it failed on; what worked is kept. */
  PARTIAL_RECOVERY,
  /** The workspace goes back to the snapshot, space is freed, and the workflow starts once more. */
  ROLLBACK_AND_RESTART,
  /** Somebody decides, or what the step's {@code on_failure} says is done. */
  MANUAL_INTERVENTION;

  /** The word of the API, such as {@code partial_recovery}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
