package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What people can ask of a workflow; the last part of the URL to ask at. */
public enum WorkflowAction {
  CANCELLATION,
  ROLLBACK;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
