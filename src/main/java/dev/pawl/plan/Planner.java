package dev.pawl.plan;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Commands;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.WorkflowType.PhaseType;
import dev.pawl.plan.WorkflowType.Planning;
import dev.pawl.plan.WorkflowType.StepType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.validation.Errors;

/** Turns a request into a plan; asks nobody, stores nothing. */
@Service
public class Planner {

  private static final String QUALITY = "quality/";
  private static final String VERIFY = QUALITY + "verify";
  private static final Set<String> NEVER_SKIPPED =
      Set.of("safety_check", "create_snapshot", "integrity_check", "publish");

  private final WorkflowTypes types;
  private final Commands commands;

  Planner(WorkflowTypes types, Commands commands) {
    this.types = types;
    this.commands = commands;
  }

  /**
   * One kind of workflow, for people who choose one.
   *
   * @param steps in order; empty when the request brings the commands
   * @param missing what has to come before it can be asked for; empty when it can
   */
  public record TypeDescription(
      String type, String description, List<String> steps, List<String> missing) {}

  /** Every workflow type, by name. */
  public List<TypeDescription> types() {
    return types.all().stream()
        .map(type ->
            new TypeDescription(
                type.type(),
                type.description(),
                type.fixedPhases().stream()
                    .flatMap(phase -> phase.steps().stream())
                    .map(StepType::name)
                    .toList(),
                missing(type)))
        .toList();
  }

  /** The plan for a request; empty when there are faults, which are then in {@code errors}. */
  public Optional<Plan> plan(PlanRequest request, Errors errors) {
    Optional<WorkflowType> type = types.find(request.type());
    if (type.isEmpty()) {
      var known = types.all().stream().map(WorkflowType::type).toList();
      errors.rejectValue("type", "unknown_type", "is not one of " + String.join(", ", known));
      return Optional.empty();
    }
    List<String> missing = missing(type.get());
    if (!missing.isEmpty()) {
      errors.rejectValue(
          "type",
          "not_available",
          "needs what this version does not have: " + String.join(", ", missing));
      return Optional.empty();
    }
    boolean planned = type.get().planning() != null;
    if (!planned && !request.commands().isEmpty()) {
      errors.rejectValue("commands", "not_allowed", "can only be given for the type custom");
    }
    List<PhaseType> phases =
        planned ? coordinated(request.commands(), errors) : type.get().fixedPhases();
    checkSteps(phases, request, errors);
    if (errors.hasErrors()) {
      return Optional.empty();
    }
    return Optional.of(
        new Plan(
            request.type(),
            phases.stream().map(phase -> planned(phase, phases, request)).toList()));
  }

  private List<String> missing(WorkflowType type) {
    if (type.planning() == Planning.ADAPTIVE) {
      return List.of("adaptive planning");
    }
    return type.fixedPhases().stream()
        .flatMap(phase -> phase.steps().stream())
        .filter(step -> commands.find(step.command()).isEmpty())
        .map(step -> "the command %s of step %s".formatted(step.command(), step.name()))
        .toList();
  }

  /** The requested commands in the order of their dependencies, enclosed where they may change files (1.1). */
  private List<PhaseType> coordinated(List<String> requested, Errors errors) {
    if (requested.isEmpty()) {
      errors.rejectValue("commands", "missing", "must name at least one command");
    }
    var found = new ArrayList<CommandSpec>();
    for (int i = 0; i < requested.size(); i++) {
      var command = commands.find(requested.get(i)).map(known -> known.spec());
      if (command.isPresent() && command.get().name().startsWith(QUALITY)) {
        found.add(command.get());
      } else {
        var known =
            commands.all().stream()
                .map(CommandSpec::name)
                .filter(name -> name.startsWith(QUALITY))
                .toList();
        errors.rejectValue(
            "commands[" + i + "]", "unknown_command", "is not one of " + String.join(", ", known));
      }
    }
    var steps =
        commands.ordered(found).stream()
            .map(spec -> step(spec.name().substring(QUALITY.length()), spec.name()))
            .toList();
    if (found.stream().noneMatch(CommandSpec::modifies)) {
      return List.of(new PhaseType("check", steps));
    }
    return List.of(
        new PhaseType(
            "prepare",
            List.of(
                step("safety_check", "safety/check"), step("create_snapshot", "snapshot/create"))),
        new PhaseType("work", steps),
        new PhaseType("confirm", List.of(step("integrity_check", "integrity/check"))),
        new PhaseType("publish", List.of(step("publish", "publish/apply"))));
  }

  private static StepType step(String name, String command) {
    return new StepType(name, command, List.of());
  }

  private static void checkSteps(List<PhaseType> phases, PlanRequest request, Errors errors) {
    var steps = new LinkedHashSet<String>();
    phases.forEach(phase -> phase.steps().forEach(step -> steps.add(step.name())));
    request
        .onFailure()
        .forEach((step, action) -> {
          String field = "on_failure." + step;
          if (!steps.contains(step)) {
            errors.rejectValue(
                field, "unknown_step", "is not a step of this workflow; its steps are " + steps);
          } else if (action == OnFailure.CONTINUE && NEVER_SKIPPED.contains(step)) {
            errors.rejectValue(
                field, "not_allowed", "cannot be continue: nothing is published without this step");
          }
        });
    if (request.gates() != null && !request.gates().isEmpty() && lastVerify(phases).isEmpty()) {
      errors.rejectValue(
          "gates", "nothing_to_judge", "need a step that verifies; this workflow has none");
    }
  }

  private static Optional<StepType> lastVerify(List<PhaseType> phases) {
    return phases.stream()
        .flatMap(phase -> phase.steps().stream())
        .filter(step -> step.command().equals(VERIFY))
        .reduce((first, second) -> second);
  }

  private PlannedPhase planned(PhaseType phase, List<PhaseType> phases, PlanRequest request) {
    return new PlannedPhase(
        phase.name(), phase.steps().stream().map(step -> planned(step, phases, request)).toList());
  }

  private PlannedStep planned(StepType step, List<PhaseType> phases, PlanRequest request) {
    CommandSpec spec = commands.find(step.command()).orElseThrow().spec();
    boolean judged = lastVerify(phases).filter(step::equals).isPresent();
    List<Gate> gates = judged && request.gates() != null ? request.gates() : step.ownGates();
    OnFailure onFailure = request.onFailure().getOrDefault(step.name(), OnFailure.ABORT);
    return new PlannedStep(
        step.name(), spec.name(), spec.modifies(), spec.timeout(), onFailure, gates);
  }
}
