package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workspace.Workspaces;
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
@Tag(name = "workflows")
class BulkController {

  private static final String PROBLEM = "application/problem+json";
  private static final String DRY =
      "{\"filter\": {\"status\": [\"queued\", \"running\"], \"labels\": {\"team\": \"core\"}}}";
  private static final String REAL =
      "{\"filter\": {\"status\": [\"failed\"], \"created_after\": \"2026-01-31T12:00:00Z\"},"
          + " \"dry_run\": false, \"expected\": 17}";
  private static final String CHANGED =
      "The filter matches a different number of workflows; nothing was changed";
  private static final String FAULTS =
      "All errors, each with a JSON pointer; or over 1000 workflows match";
  private static final String HOW =
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
                @ExampleObject(name = "dry run", value = DRY),
                @ExampleObject(name = "apply", value = REAL)
              }))
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "409", description = CHANGED, content = @Content(mediaType = PROBLEM))
  @ApiResponse(responseCode = "422", description = FAULTS, content = @Content(mediaType = PROBLEM))
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  private @interface OfMany {}

  private final Bulk bulk;
  private final Workspaces workspaces;

  BulkController(Bulk bulk, Workspaces workspaces) {
    this.bulk = bulk;
    this.workspaces = workspaces;
  }

  @PostMapping(path = "/cancellation", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Cancel many workflows", description = HOW)
  @OfMany
  BulkAnswer cancel(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return answer(WorkflowAction.CANCELLATION, body);
  }

  @PostMapping(path = "/resumption", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Resume many workflows", description = HOW)
  @OfMany
  BulkAnswer resume(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return answer(WorkflowAction.RESUMPTION, body);
  }

  @PostMapping(path = "/rerun", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Rerun many workflows",
      description = HOW + " started lists the new workflows.")
  @OfMany
  BulkAnswer rerun(
      @org.springframework.web.bind.annotation.RequestBody(required = false)
          @Nullable String body) {
    return answer(WorkflowAction.RERUN, body);
  }

  private BulkAnswer answer(WorkflowAction action, @Nullable String body) {
    var faults = new ArrayList<Fault>();
    BulkRequest request =
        BodyReader.read(
            body, BulkRequest.class, "The body must be a JSON object with a filter.", faults);
    if (request.filter() == null && faults.isEmpty()) {
      faults.add(
          new Fault("/filter", "must select workflows, or be {\"all\": true} for all workflows"));
    }
    var filter =
        request.filter() == null
            ? WorkflowQueries.Filter.NONE
            : request.filter().read(workspaces::targetName, faults);
    boolean dry = !Boolean.FALSE.equals(request.dryRun());
    if (!dry && request.expected() == null && faults.isEmpty()) {
      faults.add(new Fault("/expected", "must be the value of matched in a dry run"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidRequest(faults);
    }
    return dry || request.expected() == null
        ? bulk.preview(action, filter)
        : bulk.apply(action, filter, request.expected());
  }
}
