package dev.pawl.stream;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.EventView;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** REST API for the events of a workflow: as pages, or as a stream that lasts until the workflow has ended. */
@RestController
@RequestMapping("/api/v1/workflows/{id}/events")
@Tag(name = "events")
class EventController {

  private static final int MAX_PAGE_SIZE = 200;

  private final WorkflowService workflows;
  private final EventStreamRegistry streams;

  EventController(WorkflowService workflows, EventStreamRegistry streams) {
    this.workflows = workflows;
    this.streams = streams;
  }

  /** A page of events, oldest first; {@code nextAfter} is absent if there are no more events yet. */
  @Schema(name = "EventPage")
  record EventPage(List<EventView> items, @Nullable Long nextAfter) {}

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "List the events of a workflow",
      description = "JSON pages, or a stream with Accept: text/event-stream.")
  EventPage page(
      @PathVariable String id,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "100") int limit) {
    var errors = new ArrayList<ValidationError>();
    if (after < 0) {
      errors.add(new ValidationError("after", "must be at least 0"));
    }
    if (limit < 1 || limit > MAX_PAGE_SIZE) {
      errors.add(new ValidationError("limit", "must be from 1 to " + MAX_PAGE_SIZE));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    WorkflowRevision revision =
        workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    List<EventView> events = workflows.events(revision, after, limit);
    boolean hasMore = !events.isEmpty() && events.getLast().sequence() < revision.sequence();
    return new EventPage(events, hasMore ? events.getLast().sequence() : null);
  }

  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Stream the events of a workflow",
      description =
          "Continues after Last-Event-ID; the last event is named end. 204 if no more events will"
              + " follow.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "204",
      description = "The workflow has ended and there are no more stored events",
      content = @Content)
  ResponseEntity<SseEmitter> stream(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long lastEventId) {
    WorkflowRevision revision =
        workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    // Deleted events are never sent; without this check, such a client would reconnect forever.
    if (revision.ended()
        && (lastEventId >= revision.sequence()
            || workflows.events(revision, lastEventId, 1).isEmpty())) {
      return ResponseEntity.noContent().build();
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .header("X-Accel-Buffering", "no")
        .body(streams.subscribe(id, lastEventId));
  }
}
