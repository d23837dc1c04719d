package dev.pawl.session;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.SharedState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is shown.
 *
 * @param target the name of what it works on
 * @param usedAt when something last happened in it
 * @param active what runs in it now
 * @param sharedState what its steps tell each other
 * @param satisfied commands that need not run again on the content they passed on
 * @param events what happened to it, oldest first
 */
public record SessionView(
    UUID sessionId,
    String target,
    @Nullable String name,
    Status status,
    Instant createdAt,
    Instant usedAt,
    List<ActiveWork> active,
    SharedState sharedState,
    List<Satisfied> satisfied,
    List<SessionEvent> events) {

  /** Whether it takes workflows. */
  public enum Status {
    OPEN,
    CLOSED;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A workflow of the session that is not over.
   *
   * @param command of the step that runs, if one does
   * @param node where it runs
   */
  public record ActiveWork(
      String workflow,
      String status,
      @Nullable String step,
      @Nullable String command,
      @Nullable String node) {}

  /**
   * A command that need not run again.
   *
   * @param tree the content, or * for any
   * @param by the workflow that ran it, or operator
   */
  public record Satisfied(String command, String tree, String by, Instant at) {}

  /** Something that happened to a session. */
  public record SessionEvent(
      long sequence,
      String type,
      Instant at,
      @JsonRawValue @Schema(types = "object") String data) {}
}
