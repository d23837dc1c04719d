package dev.pawl.forge;

import dev.pawl.web.ResourceNotFoundException;
import dev.pawl.web.VersionPrecondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the API of triggers. */
@RestController
@RequestMapping("/api/v1/triggers")
@Tag(name = "forges")
class TriggerController {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String EXAMPLE =
      "{\"name\": \"pull-requests\", \"forge\": \"company\", \"repository\": \"team/app\","
          + " \"events\": [\"pull_request\"], \"branches\": [\"main\"], \"workflow\": {\"type\":"
          + " \"verify-only\", \"scope\": {\"changed_since\": \"{base}\"}}}";

  private final TriggerService triggers;
  private final TriggerReader reader;

  TriggerController(TriggerService triggers, TriggerReader reader) {
    this.triggers = triggers;
    this.reader = reader;
  }

  /**
   * All triggers.
   *
   * @param items the triggers, by name
   */
  @Schema(name = "TriggerList")
  record TriggerList(List<TriggerView> items) {}

  private static ResourceNotFoundException notFound(UUID id) {
    return new ResourceNotFoundException(
        "Unknown trigger",
        "There is no trigger %s; GET /api/v1/triggers lists them.".formatted(id));
  }

  private static ResponseEntity<TriggerView> toResponse(
      ResponseEntity.BodyBuilder response, Trigger trigger) {
    return response.eTag(VersionPrecondition.etag(trigger.version())).body(TriggerView.of(trigger));
  }

  @GetMapping
  @Operation(
      operationId = "listTriggers",
      summary = "List all triggers, by name",
      description = "With the result of the last event of each.")
  TriggerList list() {
    return new TriggerList(triggers.findAll().stream().map(TriggerView::of).toList());
  }

  /**
   * Returns a trigger.
   *
   * @param id the id of the trigger
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getTrigger",
      summary = "Get a trigger",
      description = "The ETag changes with each change and each matching event.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  @ApiResponse(
      responseCode = "304",
      description = "Not modified",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
      content = @Content)
  ResponseEntity<TriggerView> get(@PathVariable UUID id) {
    return toResponse(ResponseEntity.ok(), triggers.find(id).orElseThrow(() -> notFound(id)));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createTrigger",
      summary = "Create a trigger that starts a workflow for events of a forge",
      description =
          "The workflow is validated and planned now, on the default branch of the repository, and"
              + " again for each event. Its workflows carry the label trigger. A newer push to a"
              + " branch, or to a pull request, supersedes the workflow of the older one.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = TriggerRequest.class),
              examples = @ExampleObject(name = "pull requests", value = EXAMPLE)))
  @ApiResponse(
      responseCode = "201",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  @ApiResponse(
      responseCode = "409",
      description = "The name is taken, or the maximum number of triggers is reached",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, also of the workflow, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<TriggerView> create(
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @Nullable Principal principal) {
    Trigger trigger =
        triggers.create(reader.read(body), principal == null ? null : principal.getName());
    return toResponse(
        ResponseEntity.created(URI.create("/api/v1/triggers/" + trigger.id())), trigger);
  }

  /**
   * Replaces a trigger.
   *
   * @param id the id of the trigger
   * @param ifMatch the ETag of the version to replace; any version if absent
   */
  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "replaceTrigger",
      summary = "Replace a trigger",
      description =
          "Replaces the whole definition: absent fields get their defaults. With If-Match, only if"
              + " the trigger has not changed since.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = TriggerRequest.class),
              examples = @ExampleObject(value = EXAMPLE)))
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  @ApiResponse(
      responseCode = "409",
      description = "The name is taken",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "412",
      description = "The trigger has changed since",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, also of the workflow, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<TriggerView> replace(
      @PathVariable UUID id,
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    triggers.find(id).orElseThrow(() -> notFound(id));
    return toResponse(
        ResponseEntity.ok(),
        triggers
            .replace(id, reader.read(body), new VersionPrecondition(ifMatch))
            .orElseThrow(() -> notFound(id)));
  }

  /**
   * Deletes a trigger.
   *
   * @param id the id of the trigger
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteTrigger",
      summary = "Delete a trigger",
      description = "Workflows that it has started are kept and continue.")
  @ApiResponse(responseCode = "204")
  ResponseEntity<Void> delete(@PathVariable UUID id) {
    if (!triggers.delete(id)) {
      throw notFound(id);
    }
    return ResponseEntity.noContent().build();
  }
}
