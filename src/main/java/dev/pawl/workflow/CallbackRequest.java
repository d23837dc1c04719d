package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;

/**
 * A request to notify a URL of events of a workflow.
 *
 * @param url the URL that receives the callbacks
 * @param events the events that are reported
 */
public record CallbackRequest(String url, List<Event> events) {

  /** The events that are reported unless a request names others. */
  public static final List<Event> DEFAULT_EVENTS = List.of(Event.DECISION_OPENED, Event.ENDED);

  /** An event of which a URL is notified. */
  @Schema(name = "CallbackEvent")
  public enum Event {
    /** The workflow has started for the first time. */
    STARTED,
    /** The workflow waits for a decision. */
    DECISION_OPENED,
    /** The workflow has ended. */
    ENDED;

    /** Returns the API value, such as {@code decision_opened}. */
    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CallbackRequest {
    events = List.copyOf(events);
  }
}
