package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import dev.pawl.finding.BaselineService.BaselineChange;
import dev.pawl.project.ProjectService;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.ResourceNotFoundException;
import dev.pawl.web.StrictJsonReader;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the baselines of targets. */
@RestController
@RequestMapping("/api/v1/baselines")
@Tag(name = "findings")
class BaselineController {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final int MAX_FINGERPRINTS = 1000;
  private static final String FILE_NAME = "pawl-baseline.json";

  private final BaselineService baselines;
  private final ExaminedWorkflows workflows;
  private final ProjectService projects;
  private final WorkspaceService workspaces;

  BaselineController(
      BaselineService baselines,
      ExaminedWorkflows workflows,
      ProjectService projects,
      WorkspaceService workspaces) {
    this.baselines = baselines;
    this.workflows = workflows;
    this.projects = projects;
    this.workspaces = workspaces;
  }

  /**
   * The accepted findings of a target.
   *
   * @param baselineId the id of the baseline
   * @param target the path or URL of the target
   * @param project the owning project; absent if the baseline belongs to none
   * @param ref the branch or tag whose workflows remove fixed findings; absent if all do
   * @param workflowId the workflow whose findings were accepted last; absent if all were imported
   * @param createdAt the time when the baseline was created
   * @param createdBy the name of the caller; absent if authentication is off
   * @param updatedAt the time when findings were added or removed last
   * @param findings the number of accepted findings
   * @param fixed the number of findings that have left the baseline because they no longer occur
   */
  @Schema(name = "Baseline")
  record BaselineView(
      UUID baselineId,
      String target,
      @Nullable String project,
      @Nullable String ref,
      @Nullable String workflowId,
      Instant createdAt,
      @Nullable String createdBy,
      Instant updatedAt,
      long findings,
      long fixed) {}

  /**
   * Baselines.
   *
   * @param items the baselines, by target
   */
  @Schema(name = "BaselineList")
  record BaselineList(List<BaselineView> items) {}

  private BaselineView toView(Baseline baseline) {
    return new BaselineView(
        baseline.id(),
        baseline.targetName(),
        baseline.project().isEmpty() ? null : baseline.project(),
        baseline.ref(),
        baseline.workflow(),
        baseline.createdAt(),
        baseline.createdBy(),
        baseline.updatedAt(),
        baselines.count(baseline),
        baseline.fixed());
  }

  /**
   * Lists baselines.
   *
   * @param target the path or URL of the target; all targets if absent
   */
  @GetMapping
  @Operation(
      operationId = "listBaselines",
      summary = "List the baselines of targets",
      description = "A target has at most one baseline in each project.")
  @ApiResponse(responseCode = "200")
  BaselineList list(@RequestParam(required = false) @Nullable String target) {
    String name = target == null ? null : workspaces.targetName(target);
    return new BaselineList(baselines.findAll(name).stream().map(this::toView).toList());
  }

  /** Accepts the findings of a workflow. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createBaseline",
      summary = "Accept the findings of a workflow on its target",
      description =
          "Adds the findings of the workflow, or those with the given fingerprints, to the baseline"
              + " of its target, and creates the baseline if there is none. Later workflows report"
              + " findings with the same fingerprints with baseline: true, and their gates do not"
              + " count them. A finding that no longer occurs leaves the baseline.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = BaselineRequest.class),
              examples =
                  @ExampleObject(value = "{\"workflow_id\": \"quality_20260131_120000_abcd\"}")))
  @ApiResponse(responseCode = "200", description = "The findings were added")
  @ApiResponse(responseCode = "201", description = "The baseline was created")
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, such as an unknown workflow",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<BaselineView> create(
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @Nullable Principal principal) {
    var errors = new ArrayList<ValidationError>();
    BaselineRequest request =
        StrictJsonReader.read(
            body,
            BaselineRequest.class,
            "The body must be a JSON object with workflow_id.",
            errors);
    ExaminedWorkflow workflow =
        request.workflowId() == null
            ? null
            : workflows
                .findExamined(request.workflowId())
                .filter(found -> projects.isAccessible(found.project()))
                .orElse(null);
    if (workflow == null && errors.isEmpty()) {
      errors.add(
          new ValidationError(
              "/workflow_id", "is not the id of a workflow; GET /api/v1/workflows lists them"));
    } else if (workflow != null && !workflow.ended()) {
      errors.add(new ValidationError("/workflow_id", "is a workflow that has not ended yet"));
    }
    if (workflow != null && request.fingerprints() != null) {
      validate(request.fingerprints(), workflow, errors);
    }
    if (workflow == null || !errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    return toResponse(
        baselines.accept(
            workflow, request.fingerprints(), principal == null ? null : principal.getName()));
  }

  private void validate(
      List<String> fingerprints, ExaminedWorkflow workflow, List<ValidationError> errors) {
    if (fingerprints.isEmpty() || fingerprints.size() > MAX_FINGERPRINTS) {
      errors.add(
          new ValidationError(
              "/fingerprints", "must have 1 to %d entries".formatted(MAX_FINGERPRINTS)));
      return;
    }
    Set<String> known =
        baselines.findAcceptable(workflow, fingerprints.stream().filter(Objects::nonNull).toList());
    for (int index = 0; index < fingerprints.size(); index++) {
      String fingerprint = fingerprints.get(index);
      if (fingerprint == null || !known.contains(fingerprint)) {
        errors.add(
            new ValidationError(
                "/fingerprints/" + index,
                "is not the fingerprint of a finding of the workflow; GET"
                    + " /api/v1/workflows/%s/findings lists them".formatted(workflow.name())));
      }
    }
  }

  /**
   * Imports a baseline.
   *
   * @param target the path or URL of the target
   */
  @PostMapping(path = "/import", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "importBaseline",
      summary = "Import the baseline of a target from a file",
      description =
          "Adds the findings of an exported file to the baseline of a target, and creates the"
              + " baseline if there is none.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = BaselineFile.class),
              examples =
                  @ExampleObject(
                      value =
                          "{\"version\": 1, \"findings\": [{\"file\": \"src/A.java\", \"line\": 3,"
                              + " \"severity\": \"warning\", \"tool\": \"pmd\", \"rule\":"
                              + " \"UnusedPrivateField\", \"message\": \"Avoid unused private"
                              + " fields such as 'a'.\", \"fingerprint\":"
                              + " \"0123456789abcdef0123456789abcdef01234567\"}]}")))
  @ApiResponse(responseCode = "200", description = "The findings were added")
  @ApiResponse(responseCode = "201", description = "The baseline was created")
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<BaselineView> importFile(
      @Parameter(required = true) @RequestParam(required = false) @Nullable String target,
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @Nullable Principal principal) {
    var errors = new ArrayList<ValidationError>();
    if (target == null) {
      errors.add(new ValidationError("target", "is required: the path or URL of the target"));
    }
    List<BaselineFinding> findings = BaselineFileReader.read(body, errors);
    return toResponse(
        baselines.importFile(
            workspaces.targetName(String.valueOf(target)),
            findings,
            principal == null ? null : principal.getName()));
  }

  private ResponseEntity<BaselineView> toResponse(BaselineChange change) {
    BaselineView view = toView(change.baseline());
    return change.created()
        ? ResponseEntity.created(URI.create("/api/v1/baselines/" + view.baselineId())).body(view)
        : ResponseEntity.ok(view);
  }

  /**
   * Returns a baseline.
   *
   * @param id the id of the baseline
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getBaseline",
      summary = "Get the baseline of a target",
      description = "Without its findings, which the export contains.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "Unknown baseline",
      content = @Content(mediaType = PROBLEM_JSON))
  BaselineView get(@PathVariable UUID id) {
    return toView(baselines.find(id).orElseThrow(() -> notFound(id)));
  }

  /**
   * Exports a baseline.
   *
   * @param id the id of the baseline
   */
  @GetMapping("/{id}/export")
  @Operation(
      operationId = "exportBaseline",
      summary = "Export the baseline of a target as a file",
      description =
          "The file can be committed: its findings are sorted by file, and it has one line for each"
              + " finding.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(name = "Content-Disposition", ref = "#/components/headers/Content-Disposition"),
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BaselineFile.class)))
  @ApiResponse(
      responseCode = "404",
      description = "Unknown baseline",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<String> export(@PathVariable UUID id) {
    Baseline baseline = baselines.find(id).orElseThrow(() -> notFound(id));
    var lines = new ArrayList<String>();
    for (BaselineFinding finding : baselines.findFindings(baseline)) {
      lines.add("    " + StrictJsonReader.MAPPER.writeValueAsString(finding));
    }
    String findings = lines.isEmpty() ? "" : "\n" + String.join(",\n", lines) + "\n  ";
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(FILE_NAME).build().toString())
        .body(
            "{\n  \"version\": %d,\n  \"findings\": [%s]\n}\n"
                .formatted(BaselineFile.VERSION, findings));
  }

  /**
   * Deletes a baseline.
   *
   * @param id the id of the baseline
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteBaseline",
      summary = "Delete the baseline of a target",
      description = "Gates of later workflows count all findings again.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(
      responseCode = "404",
      description = "Unknown baseline",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<Void> delete(@PathVariable UUID id) {
    if (!baselines.delete(id)) {
      throw notFound(id);
    }
    return ResponseEntity.noContent().build();
  }

  /**
   * Removes a finding from a baseline.
   *
   * @param id the id of the baseline
   * @param fingerprint the fingerprint of the finding
   */
  @DeleteMapping("/{id}/findings/{fingerprint}")
  @Operation(
      operationId = "removeBaselineFinding",
      summary = "Remove a finding from the baseline of a target",
      description = "Gates of later workflows count the finding again.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(
      responseCode = "404",
      description = "Unknown baseline, or a finding that it does not contain",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<Void> removeFinding(
      @PathVariable UUID id,
      @Parameter(schema = @Schema(pattern = Fingerprint.PATTERN)) @PathVariable
          String fingerprint) {
    Baseline baseline = baselines.find(id).orElseThrow(() -> notFound(id));
    if (!baselines.removeFinding(baseline, fingerprint)) {
      throw new ResourceNotFoundException(
          "The baseline contains no finding %s; GET /api/v1/baselines/%s/export lists its findings."
              .formatted(fingerprint, id));
    }
    return ResponseEntity.noContent().build();
  }

  private static ResourceNotFoundException notFound(UUID id) {
    return new ResourceNotFoundException(
        "There is no baseline %s; GET /api/v1/baselines lists them.".formatted(id));
  }
}
