package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a decision can be answered with (2-behaviour, 6.4). */
public enum Answer {
  /** The next step runs; the changes of the failed one are dropped. */
  CONTINUE,
  /** The step runs once more. */
  RETRY,
  /** The workspace goes back to the snapshot, and the workflow ends. */
  ROLLBACK,
  /** The workflow ends; the target stays as it was. */
  ABORT;

  /** The word of the API. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
