package dev.pawl.stream;

import dev.pawl.web.AlsoText;
import dev.pawl.web.Callers;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import dev.pawl.web.TextDocument;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
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
import org.springframework.util.MultiValueMap;
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
  private final Callers callers;

  EventController(WorkflowService workflows, EventStreamRegistry streams, Callers callers) {
    this.workflows = workflows;
    this.streams = streams;
    this.callers = callers;
  }

  /**
   * A page of events, oldest first.
   *
   * @param items the events, oldest first
   * @param nextCursor the cursor of the next page; absent if there are no more events yet
   * @param nextAfter the same as next_cursor, as a number; use next_cursor
   */
  @Schema(name = "EventPage")
  record EventPage(
      List<EventView> items,
      @Nullable String nextCursor,
      @Schema(deprecated = true) @Nullable Long nextAfter)
      implements TextDocument {

    @Override
    public List<String> textLines() {
      return items.stream()
          .map(event ->
              "%d %s %s %s".formatted(event.sequence(), event.at(), event.type(), event.data()))
          .toList();
    }
  }

  /**
   * Lists the events of a workflow.
   *
   * @param id the id of the workflow
   * @param after the number of the last event of the previous page; use cursor instead
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of events, from 1 to 200
   */
  @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
  @Operation(
      operationId = "listEvents",
      summary = "List the events of a workflow",
      description =
          "JSON pages; or, with Accept: text/event-stream, a stream that continues after"
              + " Last-Event-ID. The last event of a stream is named end. 204 if no more events"
              + " will follow.",
      parameters =
          @Parameter(
              name = "Last-Event-ID",
              in = ParameterIn.HEADER,
              description = "The number of the last event that a stream has received.",
              schema = @Schema(type = "integer", format = "int64", defaultValue = "0")))
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"),
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = EventPage.class)),
        @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")),
        @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "204",
      description = "The workflow has ended and there are no more stored events",
      content = @Content)
  @AlsoText
  ResponseEntity<EventPage> page(
      @PathVariable String id,
      @Parameter(deprecated = true) @RequestParam(defaultValue = "0") long after,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    if (after < 0) {
      errors.add(new ValidationError("after", "must be at least 0"));
    }
    if (limit < 1 || limit > MAX_PAGE_SIZE) {
      errors.add(new ValidationError("limit", "must be from 1 to " + MAX_PAGE_SIZE));
    }
    Long position =
        InvalidRequestException.parse(
            "cursor", cursor, Long::valueOf, "is not a cursor of this list", errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    WorkflowRevision revision =
        workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    List<EventView> events = workflows.events(revision, position == null ? after : position, limit);
    boolean hasMore = !events.isEmpty() && events.getLast().sequence() < revision.sequence();
    Long last = hasMore ? events.getLast().sequence() : null;
    String next = last == null ? null : last.toString();
    return NextPage.respond(
        new EventPage(events, next, last),
        "/api/v1/workflows/" + id + "/events",
        parameters,
        next,
        "after");
  }

  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(hidden = true)
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
        .body(streams.subscribe(id, lastEventId, callers.current()));
  }
}
