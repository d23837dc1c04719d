package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.ResourceNotFoundException;
import dev.pawl.web.StrictJsonReader;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for decisions about single findings. */
@RestController
@RequestMapping("/api/v1/findings/{fingerprint}/resolution")
@Tag(name = "findings")
class ResolutionController {

  private static final int MAX_REASON_LENGTH = 1000;
  private static final String PROBLEM_JSON = "application/problem+json";

  private final ResolutionService resolutions;
  private final WorkspaceService workspaces;
  private final Clock clock;

  ResolutionController(ResolutionService resolutions, WorkspaceService workspaces, Clock clock) {
    this.resolutions = resolutions;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /**
   * Resolves a finding.
   *
   * @param fingerprint the fingerprint of the finding
   * @param target the path or URL of the target
   */
  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "resolveFinding",
      summary = "Resolve a finding of a target",
      description =
          "Gates of later workflows on the target do not count the finding, until the decision is"
              + " deleted or expires. A decision replaces an earlier one. One of the last 100"
              + " workflows on the target must have the finding.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ResolutionRequest.class),
              examples =
                  @ExampleObject(
                      value =
                          "{\"resolution\": \"wont_fix\", \"reason\": \"The class is removed in the"
                              + " next release.\", \"expires_at\": \"2030-01-31T00:00:00Z\"}")))
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "No recent workflow on the target has the finding",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  Resolution put(
      @Parameter(schema = @Schema(pattern = Fingerprint.PATTERN)) @PathVariable String fingerprint,
      @Parameter(required = true) @RequestParam(required = false) @Nullable String target,
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @Nullable Principal principal) {
    var errors = new ArrayList<ValidationError>();
    ResolutionRequest request =
        StrictJsonReader.read(
            body,
            ResolutionRequest.class,
            "The body must be a JSON object with resolution and reason.",
            errors);
    String name = targetName(target, errors);
    String reason = request.reason();
    if (request.resolution() == null && hasNoError("/resolution", errors)) {
      errors.add(
          new ValidationError("/resolution", "is not one of false_positive, accepted, wont_fix"));
    }
    if ((reason == null || reason.isBlank() || reason.length() > MAX_REASON_LENGTH)
        && hasNoError("/reason", errors)) {
      errors.add(new ValidationError("/reason", "must have 1 to 1000 characters"));
    }
    if (request.expiresAt() != null && !request.expiresAt().isAfter(clock.instant())) {
      errors.add(new ValidationError("/expires_at", "must be in the future"));
    }
    if (!errors.isEmpty() || request.resolution() == null || reason == null) {
      throw new InvalidRequestException(errors);
    }
    return resolutions
        .resolve(
            name,
            fingerprint,
            request.resolution(),
            reason.replace('\0', '\uFFFD'),
            request.expiresAt(),
            principal == null ? null : principal.getName())
        .orElseThrow(() ->
            new ResourceNotFoundException(
                "No recent workflow on the target has a finding %s; GET /api/v1/findings lists them."
                    .formatted(fingerprint)));
  }

  /**
   * Deletes the decision about a finding.
   *
   * @param fingerprint the fingerprint of the finding
   * @param target the path or URL of the target
   */
  @DeleteMapping
  @Operation(
      operationId = "deleteResolution",
      summary = "Delete the decision about a finding",
      description = "Gates of later workflows on the target count the finding again.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(
      responseCode = "404",
      description = "There is no decision about the finding",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<Void> delete(
      @Parameter(schema = @Schema(pattern = Fingerprint.PATTERN)) @PathVariable String fingerprint,
      @Parameter(required = true) @RequestParam(required = false) @Nullable String target) {
    var errors = new ArrayList<ValidationError>();
    String name = targetName(target, errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    if (!resolutions.delete(name, fingerprint)) {
      throw new ResourceNotFoundException(
          "There is no resolution of the finding %s of this target.".formatted(fingerprint));
    }
    return ResponseEntity.noContent().build();
  }

  private String targetName(@Nullable String target, List<ValidationError> errors) {
    if (target == null) {
      errors.add(new ValidationError("target", "is required: the path or URL of the target"));
      return "";
    }
    return workspaces.targetName(target);
  }

  private static boolean hasNoError(String pointer, List<ValidationError> errors) {
    return errors.stream().noneMatch(error -> error.pointer().equals(pointer));
  }
}
