package dev.pawl.plan;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.PlanDraft.DraftStep;
import java.util.List;
import java.util.Optional;
import org.springframework.validation.Errors;

/** Validates the draft of a plan against its request. */
record PlanValidator(PlanDraft draft, PlanRequest request, Errors errors) {

  /** Runs all checks and records every error. */
  void validate() {
    checkOnFailure();
    checkBudget();
    checkGates();
  }

  private void checkOnFailure() {
    List<String> steps = draft.steps().stream().map(DraftStep::name).distinct().toList();
    request
        .onFailure()
        .forEach((step, action) -> {
          String field = "on_failure." + step;
          if (!steps.contains(step)) {
            errors.rejectValue(
                field, "unknown_step", "is not a step of this workflow; its steps are " + steps);
          } else if (action == OnFailure.CONTINUE && !Planner.canContinueWithout(step)) {
            errors.rejectValue(
                field, "not_allowed", "cannot be continue: nothing is published without this step");
          }
        });
  }

  private void checkBudget() {
    int points =
        draft.steps().stream().mapToInt(step -> step.command().spec().complexity().points()).sum();
    if (points > Planner.BUDGET) {
      errors.rejectValue(
          request.requestedCommands().isEmpty() ? "type" : request.commandsField(),
          "over_budget",
          "cost %d points in total, but a workflow may use at most %d; split the request into several workflows"
              .formatted(points, Planner.BUDGET));
    }
  }

  private void checkGates() {
    List<Gate> gates = request.gates() == null ? List.of() : request.gates();
    if (!gates.isEmpty() && findGatedStep().isEmpty()) {
      errors.rejectValue(
          "gates",
          "nothing_to_judge",
          "(or gate_preset) require a step that verifies, analyzes, finds duplicates or runs a"
              + " command with findings; this workflow has none");
    }
    for (int i = 0; i < gates.size(); i++) {
      List<String> commands = gates.get(i).metric().measuredBy();
      boolean measured =
          commands.isEmpty()
              || draft.steps().stream().anyMatch(step -> commands.contains(step.executed()));
      if (!measured) {
        errors.rejectValue(
            "gates[%d].metric".formatted(i),
            "not_measured",
            "is measured by %s, which is not a step of this workflow"
                .formatted(String.join(" or ", commands)));
      }
    }
  }

  /**
   * Returns the step to which the gates of the request and of the target apply: the last one that examines the target,
   * after which all metrics have been measured.
   */
  Optional<DraftStep> findGatedStep() {
    return draft.steps().stream().filter(DraftStep::examines).reduce((first, second) -> second);
  }
}
