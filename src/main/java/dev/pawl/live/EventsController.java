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

/** The events of a workflow over HTTP: as pages, or as a stream that goes on until the workflow has ended. */
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

  /** Some events, oldest first; {@code nextAfter} is absent when there are no more yet. */
  record EventPage(List<EventView> items, @Nullable Long nextAfter) {}

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "The events of a workflow",
      description = "As JSON pages; with Accept: text/event-stream as a stream.")
  EventPage page(
      @PathVariable String id,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > PAGE || after < 0) {
      throw new InvalidRequest(
          List.of(new Fault("limit", "must be from 1 to 200, and after at least 0")));
    }
    Position position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    List<EventView> found = workflows.events(position, after, limit);
    boolean more = !found.isEmpty() && found.getLast().sequence() < position.sequence();
    return new EventPage(found, more ? found.getLast().sequence() : null);
  }

  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Follow the events of a workflow",
      description =
          "Goes on after Last-Event-ID; the last event is called end. 204 when there is nothing"
              + " more.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "204",
      description = "It has ended and you have everything that is kept",
      content = @Content)
  ResponseEntity<SseEmitter> stream(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long last) {
    Position position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    // Those that are not kept any more never come, and whoever asks again would wait for ever.
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
