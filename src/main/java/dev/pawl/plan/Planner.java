package dev.pawl.plan;

import dev.pawl.plan.Draft.DraftPhase;
import dev.pawl.plan.Draft.DraftStep;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.PlanRequest.Wanted;
import dev.pawl.plan.Planning.Mode;
import dev.pawl.plan.Planning.Priority;
import dev.pawl.plan.WorkflowType.StepType;
import dev.pawl.registry.Catalog;
import dev.pawl.registry.Commands;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.Workspaces;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.validation.Errors;

/** Creates the plan for a request. It runs and stores nothing. */
@Service
public class Planner {

  /** The maximum total of complexity points of the steps of a workflow. */
  public static final int BUDGET = 50;

  private static final String COMPREHENSIVE = "comprehensive";
  private static final String SNAPSHOT = "snapshot/create";
  private static final String BASELINE = "performance/baseline";

  private final WorkflowTypes types;
  private final Commands commands;
  private final Workspaces workspaces;
  private final SystemStates states;

  Planner(WorkflowTypes types, Commands commands, Workspaces workspaces, SystemStates states) {
    this.types = types;
    this.commands = commands;
    this.workspaces = workspaces;
    this.states = states;
  }

  /**
   * The description of a workflow type.
   *
   * @param steps the names of the steps in order; empty if the request names the commands
   * @param missing the missing commands because of which the type cannot be requested; empty if it can
   */
  @Schema(name = "TypeDescription")
  public record TypeDescription(
      String type, String description, List<String> steps, List<String> missing) {}

  /** Returns all workflow types, sorted by name. */
  public List<TypeDescription> types() {
    Catalog catalog = commands.catalog();
    return types.all().stream()
        .map(type ->
            new TypeDescription(
                type.type(),
                type.description(),
                type.fixedPhases().stream()
                    .flatMap(phase -> phase.steps().stream())
                    .map(StepType::name)
                    .toList(),
                missing(type, catalog)))
        .toList();
  }

  /** Returns whether a request may name a command. Commands that only the planner adds may not be named. */
  public static boolean canBeAskedFor(String command) {
    return !Choosing.PLACED.contains(command);
  }

  /** Returns the plan for a request, or empty if there are errors, which are recorded in {@code errors}. */
  public Optional<Plan> plan(PlanRequest request, Errors errors) {
    Target target = request.target();
    Catalog catalog =
        commands.catalog(target == null ? List.of() : workspaces.commandFolders(target));
    var warnings = new ArrayList<String>();
    Optional<WorkflowType> type = type(request, catalog, errors, warnings);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (type.get().planning() == null) {
      return fixed(type.get(), request, catalog, errors, warnings);
    }
    return planned(type.get(), request, catalog, errors, warnings);
  }

  private Optional<WorkflowType> type(
      PlanRequest request, Catalog catalog, Errors errors, List<String> warnings) {
    Optional<WorkflowType> type = types.find(request.type());
    if (type.isEmpty()) {
      var known = types.all().stream().map(WorkflowType::type).toList();
      errors.rejectValue("type", "unknown_type", "is not one of " + String.join(", ", known));
      return type;
    }
    boolean all =
        type.get().planning() != null
            && request.wanted().stream().anyMatch(one -> one.command().equals(COMPREHENSIVE));
    if (all) {
      type = types.find(COMPREHENSIVE);
      warnings.add("comprehensive includes all commands; the other requested commands are ignored");
    } else if (type.get().planning() == null && !request.wanted().isEmpty()) {
      errors.rejectValue(
          request.list(), "not_allowed", "can only be given for the types custom and adaptive");
    }
    List<String> missing = missing(type.orElseThrow(), catalog);
    if (!missing.isEmpty()) {
      errors.rejectValue(
          "type",
          "not_available",
          "requires commands that are not available: " + String.join(", ", missing));
      return Optional.empty();
    }
    return type;
  }

  private static List<String> missing(WorkflowType type, Catalog catalog) {
    return type.fixedPhases().stream()
        .flatMap(phase -> phase.steps().stream())
        .filter(step -> catalog.find(step.command()).isEmpty())
        .map(step -> "command %s of step %s".formatted(step.command(), step.name()))
        .toList();
  }

  private Optional<Plan> fixed(
      WorkflowType type,
      PlanRequest request,
      Catalog catalog,
      Errors errors,
      List<String> warnings) {
    var phases =
        type.fixedPhases().stream()
            .map(phase ->
                DraftPhase.sequential(
                    phase.name(),
                    phase.steps().stream().map(step -> draft(step, catalog)).toList()))
            .toList();
    var made = Made.plain("fixed", "the workflow type defines the steps", states.cpus());
    return finish(type.type(), made, new Draft(phases), request, catalog, errors, warnings);
  }

  private static DraftStep draft(StepType step, Catalog catalog) {
    String arguments = step.arguments() == null ? "" : step.arguments();
    return new DraftStep(
        step.name(),
        catalog.find(step.command()).orElseThrow(),
        arguments,
        null,
        null,
        step.gates());
  }

  private Optional<Plan> planned(
      WorkflowType type,
      PlanRequest request,
      Catalog catalog,
      Errors errors,
      List<String> warnings) {
    List<Wanted> wanted = request.wanted();
    if (wanted.isEmpty()) {
      wanted = type.ownCommands().stream().map(name -> Wanted.command("commands", name)).toList();
    }
    if (wanted.isEmpty()) {
      errors.rejectValue("commands", "missing", "must name at least one command");
      return Optional.empty();
    }
    List<DraftStep> steps = new Choosing(commands, catalog, errors, warnings).steps(wanted);
    if (errors.hasErrors()) {
      return Optional.empty();
    }
    var placement = new Placement(catalog.graph());
    Mode mode = request.planning().mode() == null ? type.planning() : request.planning().mode();
    boolean modifies = steps.stream().anyMatch(step -> step.command().spec().modifies());
    if (mode == Mode.ADAPTIVE && request.target() != null) {
      SystemState state = states.of(request.target(), request.knownFindings());
      Priority priority = request.planning().priority();
      var choice = Strategy.choose(state.target(), priority == null ? Priority.BALANCED : priority);
      var made =
          new Made(
              choice.strategy().json(),
              choice.why(),
              choice.strategy().maxParallel(state.node().cpuCount()),
              state);
      Draft draft = enclosed(placement.adaptive(steps, choice), modifies, catalog);
      return finish(type.type(), made, draft, request, catalog, errors, warnings);
    }
    var made =
        Made.plain("coordinated", "the commands are ordered by their dependencies", states.cpus());
    Draft draft = enclosed(placement.coordinated(steps), modifies, catalog);
    return finish(type.type(), made, draft, request, catalog, errors, warnings);
  }

  /** Adds the safety steps if files may change: check and snapshot before, integrity check and publishing after. */
  private static Draft enclosed(List<DraftPhase> phases, boolean modifies, Catalog catalog) {
    if (!modifies) {
      return Draft.of(phases);
    }
    var all = new ArrayList<DraftPhase>();
    all.add(
        DraftPhase.sequential(
            "prepare",
            List.of(
                placed(catalog, "safety_check", "safety/check"),
                placed(catalog, "create_snapshot", SNAPSHOT))));
    all.addAll(phases);
    all.add(
        DraftPhase.sequential(
            "confirm", List.of(placed(catalog, "integrity_check", "integrity/check"))));
    all.add(DraftPhase.sequential("publish", List.of(placed(catalog, "publish", "publish/apply"))));
    return Draft.of(all);
  }

  private static DraftStep placed(Catalog catalog, String name, String command) {
    return new DraftStep(name, catalog.find(command).orElseThrow(), "", null, null, null);
  }

  /** The planning decision: strategy, reason and parallelism. */
  private record Made(String strategy, String why, int parallel, @Nullable SystemState state) {

    static Made plain(String strategy, String why, int cpus) {
      return new Made(strategy, why, Math.clamp(cpus / 2, 1, 4), null);
    }
  }

  private Optional<Plan> finish(
      String type,
      Made made,
      Draft draft,
      PlanRequest request,
      Catalog catalog,
      Errors errors,
      List<String> warnings) {
    Draft whole =
        request.planning().optimizationLevel() == null
            ? draft
            : draft.with(placed(catalog, "measure_baseline", BASELINE), SNAPSHOT);
    var checks = new DraftChecks(whole, request, errors);
    checks.all();
    if (errors.hasErrors()) {
      return Optional.empty();
    }
    Optional<DraftStep> judged = checks.lastVerify();
    var phases =
        whole.phases().stream()
            .map(phase ->
                new PlannedPhase(
                    phase.name(),
                    phase.kind(),
                    phase.timeout(),
                    phase.steps().stream()
                        .map(step ->
                            step.planned(judged.filter(step::equals).isPresent(), request, catalog))
                        .toList()))
            .toList();
    return Optional.of(
        new Plan(
            type,
            made.strategy(),
            made.why(),
            request.planning().limit(made.parallel(), states.cpus()),
            request.planning().optimizationLevel(),
            phases,
            List.copyOf(warnings),
            made.state()));
  }
}
