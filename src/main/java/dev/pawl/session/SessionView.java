package dev.pawl.session;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.SessionState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session in the API.
 *
 * @param sessionId the id of the session
 * @param target the path or URL of the target, or the name of an archive
 * @param name the display name; absent if it has none
 * @param status whether the session accepts workflows
 * @param createdAt the time at which the session was opened
 * @param usedAt the time of the last activity
 * @param active the workflows that have not ended
 * @param sharedState the state that the steps of the session share
 * @param satisfied the commands that are satisfied, on one content or on any
 * @param events the events of the session, oldest first
 */
@Schema(name = "SessionView")
public record SessionView(
    UUID sessionId,
    String target,
    @Nullable String name,
    Status status,
    Instant createdAt,
    Instant usedAt,
    List<ActiveWork> active,
    SessionState sharedState,
    List<Satisfied> satisfied,
    List<SessionEvent> events) {

  /** Whether the session accepts workflows. */
  @Schema(name = "SessionStatus")
  public enum Status {
    OPEN,
    CLOSED;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A workflow of the session that has not ended.
   *
   * @param workflow the id of the workflow
   * @param status the status of the workflow
   * @param step the running step, if there is one
   * @param command the command of the running step
   * @param node the node that executes the workflow
   */
  @Schema(name = "ActiveWorkflow")
  public record ActiveWork(
      String workflow,
      String status,
      @Nullable String step,
      @Nullable String command,
      @Nullable String node) {}

  /**
   * A satisfied command, which need not run again.
   *
   * @param command the name of the command
   * @param tree the git tree id of the content, or {@code *} for any content
   * @param by the workflow that ran the command, or {@code operator}
   * @param at the time at which it was satisfied
   */
  @Schema(name = "SatisfiedCommand")
  public record Satisfied(String command, String tree, String by, Instant at) {}

  /**
   * An event of a session.
   *
   * @param sequence the number of the event within its session, from 1
   * @param type the type of the event
   * @param at the time of the event
   * @param data the fields of the event, which depend on its type
   */
  @Schema(name = "SessionEvent")
  public record SessionEvent(
      long sequence,
      String type,
      Instant at,
      @JsonRawValue @Schema(types = "object") String data) {}
}
