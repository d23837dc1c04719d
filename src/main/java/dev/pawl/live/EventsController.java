package dev.pawl.live;

import dev.pawl.workflow.EventView;
import dev.pawl.workflow.InvalidRequest;
import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workflow.Position;
import dev.pawl.workflow.UnknownWorkflow;
import dev.pawl.workflow.Workflows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
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
class EventsController {

  private static final int PAGE = 200;

  private final Workflows workflows;
  private final Feeds feeds;

  EventsController(Workflows workflows, Feeds feeds) {
    this.workflows = workflows;
    this.feeds = feeds;
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
    if (limit < 1 || limit > PAGE || after < 0) {
      throw new InvalidRequest(
          List.of(new Fault("limit", "must be from 1 to 200, and after must be at least 0")));
    }
    Position position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    List<EventView> found = workflows.events(position, after, limit);
    boolean more = !found.isEmpty() && found.getLast().sequence() < position.sequence();
    return new EventPage(found, more ? found.getLast().sequence() : null);
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
      @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long last) {
    Position position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    // Deleted events are never sent; without this check, such a client would reconnect forever.
    if (position.ended()
        && (last >= position.sequence() || workflows.events(position, last, 1).isEmpty())) {
      return ResponseEntity.noContent().build();
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .header("X-Accel-Buffering", "no")
        .body(feeds.follow(id, last));
  }
}
