package dev.pawl.plan;

import dev.pawl.gate.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of workflow, as its YAML file says (2-behaviour, 1.1).
 *
 * @param planning how phases come about when the request brings the commands; null when {@code phases} are fixed
 */
record WorkflowType(
    String type,
    String description,
    @Nullable Planning planning,
    @Nullable List<PhaseType> phases) {

  /** How a plan is made of commands. */
  enum Planning {
    COORDINATED,
    ADAPTIVE
  }

  record PhaseType(String name, List<StepType> steps) {}

  record StepType(String name, String command, @Nullable List<Gate> gates) {

    List<Gate> ownGates() {
      return gates == null ? List.of() : gates;
    }
  }

  List<PhaseType> fixedPhases() {
    return phases == null ? List.of() : phases;
  }
}
