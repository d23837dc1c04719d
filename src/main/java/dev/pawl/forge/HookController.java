package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives the events of forges, which are authenticated by their signature. */
@RestController
@RequestMapping("/api/v1/hooks")
@Tag(name = "forges")
class HookController {

  private static final String PROBLEM_JSON = "application/problem+json";

  private final HookService hooks;

  HookController(HookService hooks) {
    this.hooks = hooks;
  }

  /**
   * What happens with an event.
   *
   * @param status accepted, duplicate if it was received before, or ignored
   * @param eventId the id of the event; absent if it is ignored
   * @param reason the reason why the event is ignored; absent if it is not
   */
  @Schema(name = "HookReceipt")
  record HookReceipt(Status status, @Nullable UUID eventId, @Nullable String reason) {

    /** What happens with an event. */
    @Schema(name = "HookStatus")
    enum Status {
      ACCEPTED,
      DUPLICATE,
      IGNORED;

      @JsonValue
      String value() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    static HookReceipt ignored(String reason) {
      return new HookReceipt(Status.IGNORED, null, reason);
    }
  }

  /**
   * Receives an event of a forge.
   *
   * @param name the name of the connection
   */
  @PostMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @SecurityRequirements
  @Operation(
      operationId = "receiveForgeEvent",
      summary = "Receive an event of a forge",
      description =
          "The event must be signed with the webhook secret of the connection:"
              + " X-Hub-Signature-256 (GitHub), X-Gitea-Signature (Gitea and Forgejo),"
              + " webhook-signature as of Standard Webhooks or X-Gitlab-Token (GitLab). Pushes to"
              + " branches and new commits of pull requests are stored and start the workflows of"
              + " the matching triggers; other events are ignored. An event that is sent again"
              + " starts nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = "object"),
              examples =
                  @ExampleObject(
                      name = "push",
                      value =
                          "{\"ref\": \"refs/heads/main\", \"before\":"
                              + " \"1111111111111111111111111111111111111111\", \"after\":"
                              + " \"2222222222222222222222222222222222222222\", \"repository\":"
                              + " {\"full_name\": \"team/app\"}, \"commits\": []}")))
  @ApiResponse(responseCode = "202", description = "The event was accepted or ignored")
  @ApiResponse(
      responseCode = "401",
      description = "The signature is missing, wrong or too old",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "408",
      description = "The event did not arrive within 30 s",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<HookReceipt> receive(@PathVariable String name, HttpServletRequest request)
      throws IOException {
    return ResponseEntity.status(HttpStatus.ACCEPTED)
        .body(hooks.receive(name, request::getHeader, request.getInputStream()));
  }
}
