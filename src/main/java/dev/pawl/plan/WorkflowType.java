package dev.pawl.plan;

import dev.pawl.gate.Gate;
import dev.pawl.plan.PlanningOptions.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow type as defined by its YAML file.
 *
 * @param planning the planning mode if the request names the commands; null if {@code phases} are fixed
 * @param commands the default commands for requests that name none
 */
record WorkflowType(
    String type,
    String description,
    @Nullable Mode planning,
    @Nullable List<String> commands,
    @Nullable List<PhaseDefinition> phases) {

  record PhaseDefinition(String name, List<StepDefinition> steps) {}

  record StepDefinition(
      String name, String command, @Nullable String arguments, @Nullable List<Gate> gates) {}

  List<PhaseDefinition> fixedPhases() {
    return phases == null ? List.of() : phases;
  }

  List<String> defaultCommands() {
    return commands == null ? List.of() : commands;
  }
}
