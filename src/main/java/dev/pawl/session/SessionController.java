package dev.pawl.session;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API for sessions. */
@RestController
@RequestMapping("/api/v1/sessions")
@Tag(name = "sessions")
class SessionController {

  private static final int LIST_SIZE = 100;

  private final SessionService sessions;

  SessionController(SessionService sessions) {
    this.sessions = sessions;
  }

  /**
   * The most recently used sessions.
   *
   * @param items the sessions, most recently used first
   */
  @Schema(name = "SessionList")
  record SessionList(List<SessionView> items) {}

  /**
   * A request to open a session.
   *
   * @param target the target of the session: a path or a URL, as in workflows
   * @param name the display name
   */
  @Schema(name = "SessionRequest")
  record SessionRequest(
      @NotBlank(message = "must be a path or a URL")
          @Size(max = 4096)
          @Pattern(regexp = "[^\\x00]*", message = "must not contain NUL")
          @Nullable String target,
      @Size(max = 200) @Pattern(regexp = "[^\\x00]*", message = "must not contain NUL")
          @Nullable String name) {}

  /**
   * A command to mark as satisfied.
   *
   * @param command the name of the command
   * @param tree the git tree id of the content; any content if absent
   */
  @Schema(name = "SatisfiedMark")
  record SatisfiedMark(
      @NotBlank(message = "must be the name of a command")
          @Size(max = 200)
          @Pattern(regexp = "[^\\x00]*", message = "must not contain NUL")
          @Nullable String command,
      @Pattern(
              regexp = "[0-9a-f]{40}|\\*",
              message = "must be a git tree id of 40 hex digits, or *")
          @Nullable String tree) {}

  @GetMapping
  @Operation(
      operationId = "listSessions",
      summary = "List the most recently used sessions",
      description = "Returns at most 100 sessions.")
  SessionList list() {
    return new SessionList(sessions.findLatest(LIST_SIZE));
  }

  /**
   * Returns a session.
   *
   * @param id the id of the session
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getSession",
      summary = "Get a session",
      description =
          "The session with its active workflows, shared state, satisfied commands and events.")
  SessionView get(@PathVariable UUID id) {
    return sessions.find(id).orElseThrow(() -> new SessionNotFoundException(id));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "openSession",
      summary = "Open a session",
      description = "Workflows with its session_id share state and satisfied dependencies.")
  @ApiResponse(responseCode = "201")
  ResponseEntity<SessionView> open(@Valid @RequestBody SessionRequest request) {
    SessionView session = sessions.open(String.valueOf(request.target()), request.name());
    return ResponseEntity.created(URI.create("/api/v1/sessions/" + session.sessionId()))
        .body(session);
  }

  /**
   * Resumes a session after an interruption.
   *
   * @param id the id of the session
   */
  @PostMapping("/{id}/resumption")
  @Operation(
      operationId = "resumeSession",
      summary = "Resume a session after an interruption",
      description =
          "Reopens the session, releases orphaned claims so that the workflows resume, and records"
              + " inconsistencies as events. Repeated calls are harmless.")
  SessionView resume(@PathVariable UUID id) {
    return sessions.resume(id).orElseThrow(() -> new SessionNotFoundException(id));
  }

  /**
   * Marks a command as satisfied.
   *
   * @param id the id of the session
   */
  @PostMapping(path = "/{id}/satisfied", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "markCommandSatisfied",
      summary = "Mark a command as satisfied",
      description = "Commands that depend on it can run as if it had run in this session.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "No such session",
      content = @Content(mediaType = "application/problem+json"))
  SessionView markSatisfied(@PathVariable UUID id, @Valid @RequestBody SatisfiedMark marker) {
    sessions.find(id).orElseThrow(() -> new SessionNotFoundException(id));
    sessions.markSatisfied(id, String.valueOf(marker.command()), marker.tree());
    return sessions.find(id).orElseThrow(() -> new SessionNotFoundException(id));
  }
}
