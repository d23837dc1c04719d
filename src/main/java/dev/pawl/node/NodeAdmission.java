package dev.pawl.node;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Whether a node claims workflows. */
@Schema(name = "NodeAdmission")
public enum NodeAdmission {
  /** The node claims workflows. */
  ACTIVE,
  /** The node claims no further workflows, and ends those that it has claimed. */
  DRAINING,
  /** The node was started paused: it claims no workflows, starts no schedules, sends no callbacks and deletes no workflows. */
  PAUSED;

  /** Returns the value in the API, such as {@code draining}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
