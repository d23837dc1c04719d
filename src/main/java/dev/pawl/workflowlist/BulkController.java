package dev.pawl.workflowlist;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for actions on many workflows; each action needs the same scope as for a single workflow. */
@RestController
@RequestMapping("/api/v1/workflows")
@Tag(name = "bulk actions")
class BulkController {

  private static final String PROBLEM = "application/problem+json";
  private static final String DRY_RUN_EXAMPLE =
      "{\"filter\": {\"status\": [\"queued\", \"running\"], \"labels\": {\"team\": \"core\"}}}";
  private static final String APPLY_EXAMPLE =
      "{\"filter\": {\"status\": [\"failed\"], \"created_after\": \"2026-01-31T12:00:00Z\"},"
          + " \"dry_run\": false, \"expected\": 17}";
  private static final String COUNT_CHANGED =
      "The filter matches a different number of workflows; nothing was changed";
  private static final String INVALID_REQUEST =
      "All errors, each with a JSON pointer; or over 1000 workflows match";
  private static final String DESCRIPTION =
      "A dry run unless dry_run is false: returns how many workflows match the filter and how many"
          + " of them allow the action. To apply it, set expected to the value of matched. At most"
          + " 1000 workflows per request, each in its own transaction.";

  /** The request body and the responses that all bulk actions share. */
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = BulkRequest.class),
              examples = {
                @ExampleObject(name = "dry run", value = DRY_RUN_EXAMPLE),
                @ExampleObject(name = "apply", value = APPLY_EXAMPLE)
              }))
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "409",
      description = COUNT_CHANGED,
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "422",
      description = INVALID_REQUEST,
      content = @Content(mediaType = PROBLEM))
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  private @interface BulkOperation {}

  private final BulkActionService bulkActions;
  private final WorkspaceService workspaces;

  BulkController(BulkActionService bulkActions, WorkspaceService workspaces) {
    this.bulkActions = bulkActions;
    this.workspaces = workspaces;
  }

  @PostMapping(path = "/cancellation", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "cancelWorkflows",
      summary = "Cancel many workflows",
      description = DESCRIPTION)
  @BulkOperation
  BulkActionResult cancel(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return execute(WorkflowAction.CANCELLATION, body);
  }

  @PostMapping(path = "/resumption", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "resumeWorkflows",
      summary = "Resume many workflows",
      description = DESCRIPTION)
  @BulkOperation
  BulkActionResult resume(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return execute(WorkflowAction.RESUMPTION, body);
  }

  @PostMapping(path = "/rerun", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "rerunWorkflows",
      summary = "Rerun many workflows",
      description = DESCRIPTION + " started lists the new workflows.")
  @BulkOperation
  BulkActionResult rerun(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return execute(WorkflowAction.RERUN, body);
  }

  private BulkActionResult execute(WorkflowAction action, @Nullable String body) {
    var errors = new ArrayList<ValidationError>();
    BulkRequest request =
        StrictJsonReader.read(
            body, BulkRequest.class, "The body must be a JSON object with a filter.", errors);
    if (request.filter() == null && errors.isEmpty()) {
      errors.add(
          new ValidationError(
              "/filter", "must select workflows, or be {\"all\": true} for all workflows"));
    }
    var filter =
        request.filter() == null
            ? WorkflowFilter.NONE
            : request.filter().toFilter(workspaces::targetName, errors);
    boolean dryRun = !Boolean.FALSE.equals(request.dryRun());
    if (!dryRun && request.expected() == null && errors.isEmpty()) {
      errors.add(new ValidationError("/expected", "must be the value of matched in a dry run"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    return dryRun || request.expected() == null
        ? bulkActions.preview(action, filter)
        : bulkActions.apply(action, filter, request.expected());
  }
}
