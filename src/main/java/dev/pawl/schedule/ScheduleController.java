package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.SkipReason;
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
import java.time.Instant;
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

/** Serves the API of schedules. */
@RestController
@RequestMapping("/api/v1/schedules")
@Tag(name = "schedules")
class ScheduleController {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String EXAMPLE =
      "{\"name\": \"nightly\", \"cron\": \"30 2 * * 1-5\", \"time_zone\": \"Europe/Berlin\","
          + " \"workflow\": {\"target\": {\"path\": \"demo\"}, \"type\": \"standard\", \"dry_run\":"
          + " true}}";
  private static final String FULL_EXAMPLE =
      "{\"name\": \"hourly-verify\", \"cron\": \"@hourly\", \"workflow\": {\"target\": {\"path\":"
          + " \"demo\"}, \"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}},"
          + " \"overlap\": \"queue\", \"catch_up\": \"none\", \"enabled\": false}";

  private final ScheduleService schedules;
  private final ScheduleReader reader;

  ScheduleController(ScheduleService schedules, ScheduleReader reader) {
    this.schedules = schedules;
    this.reader = reader;
  }

  /**
   * All schedules.
   *
   * @param items the schedules, by name
   */
  @Schema(name = "ScheduleList")
  record ScheduleList(List<Item> items) {

    /**
     * A schedule in a list, without the workflow that it submits.
     *
     * @param scheduleId the id of the schedule
     * @param name the name of the schedule
     * @param cron the cron expression
     * @param timeZone the IANA name of the time zone
     * @param enabled whether the schedule submits workflows; false while it is paused
     * @param project the owning project; absent if the schedule belongs to none
     * @param nextAt the next due time; absent while the schedule is paused
     * @param lastDueAt the last due time for which a workflow was submitted or could not be submitted
     * @param lastWorkflowId the id of the last submitted workflow
     * @param lastError the reason why the last submission failed; absent if it succeeded
     * @param lastSkippedAt the last due time that was skipped
     * @param lastSkipped the reason why it was skipped
     */
    @Schema(name = "ScheduleListItem")
    record Item(
        UUID scheduleId,
        String name,
        String cron,
        String timeZone,
        boolean enabled,
        @Nullable String project,
        @Nullable Instant nextAt,
        @Nullable Instant lastDueAt,
        @Nullable String lastWorkflowId,
        @Nullable String lastError,
        @Nullable Instant lastSkippedAt,
        @Nullable SkipReason lastSkipped) {

      static Item of(Schedule schedule) {
        var definition = schedule.definition();
        var lastRun = schedule.lastRun();
        return new Item(
            schedule.id(),
            definition.name(),
            definition.cron(),
            definition.timeZone().getId(),
            definition.enabled(),
            schedule.project(),
            schedule.nextAt(),
            lastRun.dueAt(),
            lastRun.workflowId(),
            lastRun.error(),
            lastRun.skippedAt(),
            lastRun.skipReason());
      }
    }
  }

  private static ResourceNotFoundException notFound(UUID id) {
    return new ResourceNotFoundException(
        "Unknown schedule",
        "There is no schedule %s; GET /api/v1/schedules lists them.".formatted(id));
  }

  private static ResponseEntity<ScheduleView> toResponse(Schedule schedule) {
    return ResponseEntity.ok()
        .eTag(VersionPrecondition.etag(schedule.version()))
        .body(ScheduleView.of(schedule));
  }

  @GetMapping
  @Operation(
      operationId = "listSchedules",
      summary = "List all schedules, by name",
      description = "Without the workflows that they submit.")
  ScheduleList list() {
    return new ScheduleList(schedules.findAll().stream().map(ScheduleList.Item::of).toList());
  }

  /**
   * Returns a schedule.
   *
   * @param id the id of the schedule
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getSchedule",
      summary = "Get a schedule",
      description =
          "With the next five due times. The ETag changes with each change and each run;"
              + " a matching If-None-Match returns 304.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  @ApiResponse(
      responseCode = "304",
      description = "Not modified",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
      content = @Content)
  ResponseEntity<ScheduleView> get(@PathVariable UUID id) {
    return toResponse(schedules.find(id).orElseThrow(() -> notFound(id)));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createSchedule",
      summary = "Create a schedule that submits a workflow at the times of a cron expression",
      description =
          "The workflow is validated and planned now, and again at each due time. Its workflows"
              + " carry the label schedule. Each due time is submitted once, however many nodes"
              + " run.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ScheduleRequest.class),
              examples = {
                @ExampleObject(name = "weekdays", value = EXAMPLE),
                @ExampleObject(name = "all fields", value = FULL_EXAMPLE)
              }))
  @ApiResponse(
      responseCode = "201",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  @ApiResponse(
      responseCode = "409",
      description = "The name is taken, or the maximum number of schedules is reached",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, also of the workflow, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<ScheduleView> create(
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @Nullable Principal principal) {
    Schedule schedule =
        schedules.create(reader.read(body), principal == null ? null : principal.getName());
    return ResponseEntity.created(URI.create("/api/v1/schedules/" + schedule.id()))
        .eTag(VersionPrecondition.etag(schedule.version()))
        .body(ScheduleView.of(schedule));
  }

  /**
   * Replaces a schedule.
   *
   * @param id the id of the schedule
   * @param ifMatch the ETag of the version to replace; any version if absent
   */
  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "replaceSchedule",
      summary = "Replace a schedule",
      description =
          "Replaces the whole definition: absent fields get their defaults. With If-Match, only if"
              + " the schedule has not changed since.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ScheduleRequest.class),
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
      description = "The schedule has changed since",
      content = @Content(mediaType = PROBLEM_JSON))
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, also of the workflow, each with a JSON pointer",
      content = @Content(mediaType = PROBLEM_JSON))
  ResponseEntity<ScheduleView> replace(
      @PathVariable UUID id,
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    schedules.find(id).orElseThrow(() -> notFound(id));
    return toResponse(
        schedules
            .replace(id, reader.read(body), new VersionPrecondition(ifMatch))
            .orElseThrow(() -> notFound(id)));
  }

  /**
   * Deletes a schedule.
   *
   * @param id the id of the schedule
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteSchedule",
      summary = "Delete a schedule",
      description = "Workflows that it has submitted are kept and continue.")
  @ApiResponse(responseCode = "204")
  ResponseEntity<Void> delete(@PathVariable UUID id) {
    if (!schedules.delete(id)) {
      throw notFound(id);
    }
    return ResponseEntity.noContent().build();
  }

  /**
   * Pauses a schedule until it is resumed.
   *
   * @param id the id of the schedule
   */
  @PostMapping("/{id}/pause")
  @Operation(
      operationId = "pauseSchedule",
      summary = "Pause a schedule until it is resumed",
      description = "Workflows that it has submitted continue. Idempotent.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  ResponseEntity<ScheduleView> pause(@PathVariable UUID id) {
    return toResponse(schedules.setEnabled(id, false).orElseThrow(() -> notFound(id)));
  }

  /**
   * Resumes a schedule.
   *
   * @param id the id of the schedule
   */
  @PostMapping("/{id}/resumption")
  @Operation(
      operationId = "resumeSchedule",
      summary = "Resume a schedule",
      description =
          "The next run is at the next due time from now; runs that were due while the schedule was"
              + " paused are not made up. Idempotent.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
  ResponseEntity<ScheduleView> resume(@PathVariable UUID id) {
    return toResponse(schedules.setEnabled(id, true).orElseThrow(() -> notFound(id)));
  }
}
