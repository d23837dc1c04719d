package dev.pawl.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The state of a finding in a comparison: for a workflow that of its gates, for a target the examination before. */
@Schema(name = "FindingState")
public enum FindingState {
  /** The state that it is compared with does not have the finding. */
  NEW,
  /** The state that it is compared with has the finding too. */
  KNOWN,
  /** Only the state that it is compared with has the finding. */
  FIXED;

  /** Returns the API value, such as {@code new}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
