package dev.pawl.metrics;

import dev.pawl.metrics.ExecutionQueries.Filter;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/** Exports execution metrics as NDJSON: one line for each execution of a command. */
@RestController
@Tag(name = "operations")
class ExecutionController {

  private static final int MAX_LIMIT = 100_000;

  private final ExecutionQueries executions;
  private final JsonMapper mapper;

  ExecutionController(ExecutionQueries executions, JsonMapper mapper) {
    this.executions = executions;
    this.mapper = mapper;
  }

  /**
   * Lists executions of commands, newest first.
   *
   * @param command the command; all commands if absent
   * @param status the final status: completed, failed or cancelled
   * @param workflow the id of a workflow
   * @param session the id of a session
   * @param since the earliest end time, in ISO 8601
   * @param until the latest end time, in ISO 8601
   * @param limit the maximum number of lines, from 1 to 100,000
   */
  @GetMapping(
      path = "/api/v1/executions",
      produces = {MediaType.APPLICATION_NDJSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      operationId = "listExecutions",
      summary = "List executions of commands, newest first",
      description = "As NDJSON, one line per execution, of all nodes and all workflows.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_NDJSON_VALUE,
              schema = @Schema(implementation = ExecutionRecord.class)))
  ResponseEntity<StreamingResponseBody> list(
      @RequestParam(required = false) @Nullable String command,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String workflow,
      @RequestParam(name = "session_id", required = false) @Nullable String session,
      @RequestParam(required = false) @Nullable String since,
      @RequestParam(required = false) @Nullable String until,
      @RequestParam(defaultValue = "1000") int limit) {
    var faults = new ArrayList<ValidationError>();
    if (limit < 1 || limit > MAX_LIMIT) {
      faults.add(new ValidationError("limit", "must be from 1 to %,d".formatted(MAX_LIMIT)));
    }
    var filter =
        new Filter(
            command,
            status,
            workflow,
            InvalidRequestException.parse(
                "session_id", session, UUID::fromString, "must be a session id (UUID)", faults),
            InvalidRequestException.parseTime("since", since, faults),
            InvalidRequestException.parseTime("until", until, faults));
    if (!faults.isEmpty()) {
      throw new InvalidRequestException(faults);
    }
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.APPLICATION_NDJSON, StandardCharsets.UTF_8))
        .body(out ->
            executions.forEach(
                filter,
                limit,
                execution -> {
                  out.write(mapper.writeValueAsBytes(execution));
                  out.write('\n');
                }));
  }
}
