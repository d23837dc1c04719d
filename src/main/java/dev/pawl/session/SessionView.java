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
 * @param target the name of the target
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
   * @param step the running step, if there is one
   * @param command the command of the running step
   * @param node the node that executes the workflow
   */
  @Schema(name = "ActiveWork")
  public record ActiveWork(
      String workflow,
      String status,
      @Nullable String step,
      @Nullable String command,
      @Nullable String node) {}

  /**
   * A satisfied command, which need not run again.
   *
   * @param tree the git tree id of the content, or {@code *} for any content
   * @param by the workflow that ran the command, or {@code operator}
   */
  @Schema(name = "Satisfied")
  public record Satisfied(String command, String tree, String by, Instant at) {}

  /** An event of a session. */
  @Schema(name = "SessionEvent")
  public record SessionEvent(
      long sequence,
      String type,
      Instant at,
      @JsonRawValue @Schema(types = "object") String data) {}
}
