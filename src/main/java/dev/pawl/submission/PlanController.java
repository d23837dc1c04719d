package dev.pawl.submission;

import dev.pawl.builtin.FormatPreview;
import dev.pawl.command.Coverage;
import dev.pawl.command.NamedFormatters;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Planner;
import dev.pawl.plan.SystemState;
import dev.pawl.project.Project;
import dev.pawl.project.ProjectService;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API that previews the plan of a request without running it. */
@RestController
@Tag(name = "plans")
class PlanController {

  private static final Logger log = LoggerFactory.getLogger(PlanController.class);
  private static final String FORMAT = "quality/format";

  private final WorkflowRequestReader reader;
  private final WorkflowService workflows;
  private final FormatPreview formatPreview;
  private final ProjectService projects;
  private final WorkspaceService workspaces;

  PlanController(
      WorkflowRequestReader reader,
      WorkflowService workflows,
      FormatPreview formatPreview,
      ProjectService projects,
      WorkspaceService workspaces) {
    this.reader = reader;
    this.workflows = workflows;
    this.formatPreview = formatPreview;
    this.projects = projects;
    this.workspaces = workspaces;
  }

  /**
   * The view of a plan.
   *
   * @param type the workflow type
   * @param target the target
   * @param strategy fixed, coordinated, or the name of an adaptive strategy
   * @param why the reason for the strategy
   * @param maxParallel the maximum number of parallel steps in a parallel phase
   * @param phases the phases in the order in which they run
   * @param order the commands of all steps in plan order
   * @param scope the part of the target that is examined, with the number of files in it for targets that can be read
   *     before a run; absent for the whole target
   * @param scopeSummary the number of files in scope and the reason, in one sentence
   * @param warnings the warnings of the planner
   * @param requirements what a node must have to run the workflow: the labels that the request requires, and the tools that
   *     the plan pins; absent if any node can run it
   * @param obstacle why no live node can run the workflow; absent if one can
   * @param wholeTargetReasons the reasons why the whole target is read even if few files are in scope; empty if only what these
   *     files need is read
   * @param coverage the formatter that is chosen for each language, with its version and the source of consent, or why
   *     there is none; absent unless a step formats, and for repositories, which are not read before a run
   * @param systemState the system state that an adaptive plan is based on
   * @param estimatedSeconds the estimated duration in seconds, from past executions of the same commands on the same
   *     target; absent if one of them has no past execution
   */
  @Schema(name = "PlanPreview")
  record PlanView(
      String type,
      Target target,
      String strategy,
      String why,
      int maxParallel,
      List<PhaseView> phases,
      List<String> order,
      @Nullable TargetScope scope,
      String scopeSummary,
      List<String> warnings,
      @Nullable NodeCapabilities requirements,
      @Nullable String obstacle,
      List<String> wholeTargetReasons,
      @Nullable Coverage coverage,
      @Nullable SystemState systemState,
      @Nullable Long estimatedSeconds) {}

  /**
   * The view of a phase of a plan.
   *
   * @param name the name of the phase
   * @param kind whether its steps run in parallel
   * @param timeoutSeconds the timeout of the whole phase; absent when only its steps have timeouts
   * @param steps the steps of the phase
   */
  @Schema(name = "PlannedPhase")
  record PhaseView(
      String name, PhaseKind kind, @Nullable Long timeoutSeconds, List<StepView> steps) {}

  /**
   * The view of a step of a plan.
   *
   * @param name the name of the step
   * @param command the name of the command
   * @param arguments the arguments of the command, as typed
   * @param modifies whether the step may change files
   * @param timeoutSeconds the timeout of one attempt in seconds
   * @param onFailure the action after a failure of the step
   * @param gates the gates of the step, as text
   */
  @Schema(name = "PlannedStep")
  record StepView(
      String name,
      String command,
      String arguments,
      boolean modifies,
      long timeoutSeconds,
      OnFailure onFailure,
      List<String> gates) {}

  @PostMapping(path = "/api/v1/plans", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "previewPlan",
      summary = "Preview a plan",
      description =
          "Returns the phases that a submission would run, and the reason. Nothing is stored or"
              + " run.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = WorkflowRequest.class),
              examples =
                  @ExampleObject(
                      value =
                          "{\"target\": {\"path\": \"demo\"}, \"type\": \"adaptive\","
                              + " \"planning\": {\"priority\": \"safety\"}}")))
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, each with a JSON pointer",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "503",
      description = "Planning took too long",
      headers = @Header(name = "Retry-After", ref = "#/components/headers/Retry-After"),
      content = @Content(mediaType = "application/problem+json"))
  PlanView preview(
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body)
      throws IOException {
    var preview = reader.preview(body);
    try {
      return toView(preview);
    } catch (NoSuchFileException | AccessDeniedException e) {
      log.info("Target cannot be read for a plan: {}", e.toString());
      throw new InvalidRequestException(
          List.of(new ValidationError("/target", Planner.describeUnreadable(e))));
    }
  }

  private PlanView toView(WorkflowRequestReader.Preview preview) throws IOException {
    Plan plan = preview.plan();
    Optional<TargetScope> scope = determineScope(preview.target(), preview.scope());
    NodeCapabilities requirements =
        workflows.requirements(plan, preview.target(), preview.requires());
    return new PlanView(
        plan.type(),
        preview.target(),
        plan.strategy(),
        plan.why(),
        plan.maxParallel(),
        plan.phases().stream()
            .map(phase ->
                new PhaseView(
                    phase.name(),
                    phase.kind(),
                    phase.timeout() == null ? null : phase.timeout().toSeconds(),
                    phase.steps().stream().map(PlanController::toStepView).toList()))
            .toList(),
        plan.steps().stream().map(PlannedStep::command).toList(),
        scope.orElse(null),
        scope.orElse(TargetScope.ALL).describe(),
        plan.warnings(),
        requirements.isEmpty() ? null : requirements,
        workflows.findObstacle(requirements).orElse(null),
        plan.wholeTargetReasons(),
        formatters(preview, scope),
        plan.systemState(),
        estimateSeconds(plan, preview.target()));
  }

  /** Returns a scope with the numbers of files in it, if the target can be read before a run. */
  private Optional<TargetScope> determineScope(Target target, Optional<TargetScope> scope)
      throws IOException {
    if (scope.isEmpty() || scope.get().isWholeTarget()) {
      return Optional.empty();
    }
    Optional<TargetScope> determined =
        workspaces
            .preview(target, scope.get(), Workspace::determinedScope)
            .flatMap(Function.identity());
    return determined.or(() -> scope);
  }

  /** Returns the formatters of the first step that formats. */
  private @Nullable Coverage formatters(
      WorkflowRequestReader.Preview preview, Optional<TargetScope> scope) throws IOException {
    Optional<PlannedStep> step =
        preview.plan().steps().stream()
            .filter(planned -> planned.command().equals(FORMAT))
            .findFirst();
    return step.isEmpty()
        ? null
        : formatPreview
            .preview(
                preview.target(),
                scope.orElse(TargetScope.ALL),
                step.get().arguments(),
                new NamedFormatters(
                    preview.formatters(),
                    projects.current().map(Project::formatters).orElse(Map.of())))
            .orElse(null);
  }

  private static StepView toStepView(PlannedStep step) {
    return new StepView(
        step.name(),
        step.command(),
        step.arguments(),
        step.modifies(),
        step.timeout().toSeconds(),
        step.onFailure(),
        step.gates().stream().map(gate -> gate.text()).toList());
  }

  private @Nullable Long estimateSeconds(Plan plan, Target target) {
    Duration total = Duration.ZERO;
    for (PlannedStep step : plan.steps()) {
      Optional<Duration> typical = workflows.findMedianDuration(step.command(), target.name());
      if (typical.isEmpty()) {
        return null;
      }
      total = total.plus(typical.get());
    }
    return Math.ceilDiv(total.toMillis(), 1000);
  }
}
