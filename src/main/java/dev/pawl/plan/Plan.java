package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.gate.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Phases and steps, decided before anything runs.
 *
 * @param type the workflow type it came from
 */
public record Plan(String type, List<PlannedPhase> phases) {

  /** Steps that belong together. */
  public record PlannedPhase(String name, List<PlannedStep> steps) {}

  /**
   * One command with all that was decided for it.
   *
   * @param modifies whether it may change files of the workspace or the target
   * @param timeout how long one attempt may take
   * @param gates conditions that must hold after it
   */
  public record PlannedStep(
      String name,
      String command,
      boolean modifies,
      Duration timeout,
      OnFailure onFailure,
      List<Gate> gates) {}

  /** What happens when a step fails. */
  public enum OnFailure {
    /** The workflow fails; the target stays as it was. */
    ABORT,
    /** The step's changes are dropped and the next step runs. */
    CONTINUE,
    /** The workspace goes back to the snapshot and the workflow ends as rolled back. */
    ROLLBACK;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static OnFailure of(String text) {
      for (OnFailure action : values()) {
        if (action.json().equals(text)) {
          return action;
        }
      }
      throw new IllegalArgumentException("is not one of abort, continue and rollback");
    }
  }
}
