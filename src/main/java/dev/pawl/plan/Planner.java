package dev.pawl.plan;

import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.PlanDraft.DraftPhase;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.plan.PlanRequest.RequestedCommand;
import dev.pawl.plan.PlanningOptions.Mode;
import dev.pawl.plan.PlanningOptions.Priority;
import dev.pawl.plan.WorkflowType.StepDefinition;
import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.target.Target;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.validation.Errors;

/** Creates the plan for a request. It runs and stores nothing. */
@Service
public class Planner {

  /** The maximum total of complexity points of the steps of a workflow. */
  public static final int BUDGET = 50;

  private static final String CHANGED_TARGET =
      "has changed while it was read; check that it exists, and submit the request again";

  private static final Logger log = LoggerFactory.getLogger(Planner.class);

  private static final String COMPREHENSIVE = "comprehensive";
  private static final String SNAPSHOT = "snapshot/create";
  private static final String BASELINE = "performance/baseline";

  private final WorkflowTypes types;
  private final CommandRegistry commands;
  private final WorkspaceService workspaces;
  private final SystemStateProbe states;

  Planner(
      WorkflowTypes types,
      CommandRegistry commands,
      WorkspaceService workspaces,
      SystemStateProbe states) {
    this.types = types;
    this.commands = commands;
    this.workspaces = workspaces;
    this.states = states;
  }

  /**
   * The description of a workflow type.
   *
   * @param type the name of the type, as in {@code type} of a workflow request
   * @param description the purpose of the type
   * @param steps the names of the steps in order; empty if the request names the commands
   * @param missing the missing commands because of which the type cannot be requested; empty if it can
   */
  @Schema(name = "WorkflowType")
  public record TypeDescription(
      String type, String description, List<String> steps, List<String> missing) {}

  /** Returns all workflow types, sorted by name. */
  public List<TypeDescription> types() {
    CommandCatalog catalog = commands.catalog();
    return types.all().stream()
        .map(type ->
            new TypeDescription(
                type.type(),
                type.description(),
                type.fixedPhases().stream()
                    .flatMap(phase -> phase.steps().stream())
                    .map(StepDefinition::name)
                    .toList(),
                missingCommands(type, catalog)))
        .toList();
  }

  /** Returns whether a request may name a command. Commands that only the planner adds may not be named. */
  public static boolean isRequestable(String command) {
    return !StepSelector.PLANNER_COMMANDS.contains(command);
  }

  /** Returns the names of the steps after whose failure a workflow cannot continue. */
  public static SortedSet<String> plannerSteps() {
    return new TreeSet<>(StepSelector.PLANNER_STEPS);
  }

  /** Returns whether a workflow may continue after the failure of a step of this name. */
  public static boolean canContinueWithout(String step) {
    return !StepSelector.PLANNER_STEPS.contains(step);
  }

  /** Returns the plan for a request, or empty if there are errors, which are recorded in {@code errors}. */
  public Optional<Plan> plan(PlanRequest request, Errors errors) {
    Target target = request.target();
    CommandCatalog catalog =
        commands.catalog(target == null ? List.of() : workspaces.commandFolders(target));
    var warnings = new ArrayList<String>();
    Optional<WorkflowType> workflowType = resolveType(request, catalog, errors, warnings);
    if (workflowType.isEmpty()) {
      return Optional.empty();
    }
    if (workflowType.get().planning() == null) {
      return planFixedSteps(workflowType.get(), request, catalog, errors, warnings);
    }
    return planRequestedCommands(workflowType.get(), request, catalog, errors, warnings);
  }

  private Optional<WorkflowType> resolveType(
      PlanRequest request, CommandCatalog catalog, Errors errors, List<String> warnings) {
    Optional<WorkflowType> type = types.find(request.type());
    if (type.isEmpty()) {
      var typeNames = types.all().stream().map(WorkflowType::type).toList();
      errors.rejectValue("type", "unknown_type", "is not one of " + String.join(", ", typeNames));
      return type;
    }
    boolean requestsComprehensive =
        type.get().planning() != null
            && request.requestedCommands().stream()
                .anyMatch(requested -> requested.command().equals(COMPREHENSIVE));
    if (requestsComprehensive) {
      type = types.find(COMPREHENSIVE);
      checkReplaced(request.requestedCommands(), errors, warnings);
    } else if (type.get().planning() == null && !request.requestedCommands().isEmpty()) {
      errors.rejectValue(
          request.commandsField(),
          "not_allowed",
          "can only be given for the types custom and adaptive");
    }
    List<String> missing = missingCommands(type.orElseThrow(), catalog);
    if (!missing.isEmpty()) {
      errors.rejectValue(
          "type",
          "not_available",
          "requires commands that are not available: " + String.join(", ", missing));
      return Optional.empty();
    }
    return type;
  }

  /** Reports what comprehensive replaces: the other commands with a warning, options of steps as errors. */
  private static void checkReplaced(
      List<RequestedCommand> requested, Errors errors, List<String> warnings) {
    List<String> replaced =
        requested.stream()
            .map(RequestedCommand::command)
            .filter(command -> !command.equals(COMPREHENSIVE))
            .distinct()
            .toList();
    if (!replaced.isEmpty()) {
      warnings.add(
          "comprehensive replaces the other requested commands: " + String.join(", ", replaced));
    }
    requested.stream()
        .filter(RequestedCommand::hasOptions)
        .forEach(command ->
            errors.rejectValue(
                command.field(),
                "not_allowed",
                "cannot have a name or options, because comprehensive replaces the requested"
                    + " steps"));
  }

  private static List<String> missingCommands(WorkflowType type, CommandCatalog catalog) {
    return type.fixedPhases().stream()
        .flatMap(phase -> phase.steps().stream())
        .filter(step -> catalog.find(step.command()).isEmpty())
        .map(step -> "command %s of step %s".formatted(step.command(), step.name()))
        .toList();
  }

  private Optional<Plan> planFixedSteps(
      WorkflowType type,
      PlanRequest request,
      CommandCatalog catalog,
      Errors errors,
      List<String> warnings) {
    var phases =
        type.fixedPhases().stream()
            .map(phase ->
                DraftPhase.sequential(
                    phase.name(),
                    phase.steps().stream().map(step -> toDraftStep(step, catalog)).toList()))
            .toList();
    var decision =
        PlanningDecision.withoutSystemState(
            "fixed", "the workflow type defines the steps", states.cpuCount());
    return createPlan(
        type.type(), decision, new PlanDraft(phases), request, catalog, errors, warnings);
  }

  private static DraftStep toDraftStep(StepDefinition step, CommandCatalog catalog) {
    String arguments = step.arguments() == null ? "" : step.arguments();
    return new DraftStep(
        step.name(),
        catalog.find(step.command()).orElseThrow(),
        arguments,
        null,
        null,
        step.gates());
  }

  private Optional<Plan> planRequestedCommands(
      WorkflowType type,
      PlanRequest request,
      CommandCatalog catalog,
      Errors errors,
      List<String> warnings) {
    List<RequestedCommand> requestedCommands = request.requestedCommands();
    if (requestedCommands.isEmpty()) {
      requestedCommands =
          type.defaultCommands().stream()
              .map(name -> RequestedCommand.command("commands", name))
              .toList();
    }
    if (requestedCommands.isEmpty()) {
      errors.rejectValue("commands", "missing", "must name at least one command");
      return Optional.empty();
    }
    List<DraftStep> steps =
        new StepSelector(commands, catalog, errors, warnings).select(requestedCommands);
    if (errors.hasErrors()) {
      return Optional.empty();
    }
    var phaseAssigner = new PhaseAssigner(catalog.graph());
    Mode mode = request.planning().mode() == null ? type.planning() : request.planning().mode();
    boolean modifies = steps.stream().anyMatch(step -> step.command().spec().modifies());
    if (mode == Mode.ADAPTIVE && request.target() != null) {
      SystemState state;
      try {
        state = states.probe(request.target(), request.knownFindings().get());
      } catch (IOException e) {
        log.info("Target cannot be read for a plan: {}", e.toString());
        errors.rejectValue("target", "unreadable", describeUnreadable(e));
        return Optional.empty();
      }
      Priority priority = request.planning().priority();
      var choice =
          AdaptiveStrategy.choose(state.target(), priority == null ? Priority.BALANCED : priority);
      var decision =
          new PlanningDecision(
              choice.strategy().value(),
              choice.reason(),
              choice.strategy().maxParallel(state.node().cpuCount()),
              state);
      PlanDraft draft = withSafetySteps(phaseAssigner.adaptive(steps, choice), modifies, catalog);
      return createPlan(type.type(), decision, draft, request, catalog, errors, warnings);
    }
    var decision =
        PlanningDecision.withoutSystemState(
            "coordinated", "the commands are ordered by their dependencies", states.cpuCount());
    PlanDraft draft = withSafetySteps(phaseAssigner.coordinated(steps), modifies, catalog);
    return createPlan(type.type(), decision, draft, request, catalog, errors, warnings);
  }

  /** Returns the error of a target that could not be listed or read, for the caller. */
  public static String describeUnreadable(IOException failure) {
    // The paths of other failures may be those of uploaded archives.
    return switch (failure) {
      case NoSuchFileException _ -> CHANGED_TARGET;
      case FileSystemException other ->
          "cannot be read: " + (other.getReason() == null ? "access is denied" : other.getReason());
      default -> String.valueOf(failure.getMessage());
    };
  }

  /** Adds the safety steps if files may change: check and snapshot before, integrity check and publishing after. */
  private static PlanDraft withSafetySteps(
      List<DraftPhase> phases, boolean modifies, CommandCatalog catalog) {
    if (!modifies) {
      return PlanDraft.of(phases);
    }
    var allPhases = new ArrayList<DraftPhase>();
    allPhases.add(
        DraftPhase.sequential(
            "prepare",
            List.of(
                plannerStep(catalog, "safety_check", "safety/check"),
                plannerStep(catalog, "create_snapshot", SNAPSHOT))));
    allPhases.addAll(phases);
    allPhases.add(
        DraftPhase.sequential(
            "confirm", List.of(plannerStep(catalog, "integrity_check", "integrity/check"))));
    allPhases.add(
        DraftPhase.sequential("publish", List.of(plannerStep(catalog, "publish", Plan.PUBLISH))));
    return PlanDraft.of(allPhases);
  }

  private static DraftStep plannerStep(CommandCatalog catalog, String name, String command) {
    return new DraftStep(name, catalog.find(command).orElseThrow(), "", null, null, null);
  }

  /** The planning decision: strategy, reason and parallelism. */
  private record PlanningDecision(
      String strategy, String reason, int maxParallel, @Nullable SystemState state) {

    static PlanningDecision withoutSystemState(String strategy, String reason, int cpus) {
      return new PlanningDecision(strategy, reason, Math.clamp(cpus / 2, 1, 4), null);
    }
  }

  private Optional<Plan> createPlan(
      String type,
      PlanningDecision decision,
      PlanDraft draft,
      PlanRequest request,
      CommandCatalog catalog,
      Errors errors,
      List<String> warnings) {
    PlanDraft completeDraft =
        request.planning().optimizationLevel() == null
            ? draft
            : draft.withStep(plannerStep(catalog, "measure_baseline", BASELINE), SNAPSHOT);
    var validator = new PlanValidator(completeDraft, request, errors);
    validator.validate();
    if (errors.hasErrors()) {
      return Optional.empty();
    }
    Optional<DraftStep> gatedStep = validator.findGatedStep();
    PlanDraft gatedDraft =
        gatedStep
            .filter(step -> request.mayHaveGates())
            .map(completeDraft::withLastExamination)
            .orElse(completeDraft);
    var phases =
        gatedDraft.phases().stream()
            .map(phase ->
                new PlannedPhase(
                    phase.name(),
                    phase.kind(),
                    phase.timeout(),
                    phase.steps().stream()
                        .map(step ->
                            step.toPlannedStep(
                                gatedStep.filter(step::equals).isPresent(), request, catalog))
                        .toList()))
            .toList();
    return Optional.of(
        new Plan(
            type,
            decision.strategy(),
            decision.reason(),
            request
                .planning()
                .parallelism(decision.maxParallel(), decision.state() != null, states.cpuCount()),
            request.planning().optimizationLevel(),
            phases,
            List.copyOf(warnings),
            gatedDraft.wholeTargetReasons(),
            decision.state()));
  }
}
