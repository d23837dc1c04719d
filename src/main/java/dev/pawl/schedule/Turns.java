package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.Skipped;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes down what came of a time that was due, in the transaction of who holds the schedule. */
@Component
class Turns {

  private final JdbcClient client;

  Turns(JdbcClient client) {
    this.client = client;
  }

  /**
   * A time whose turn it is.
   *
   * @param at the time
   * @param next the one after it
   */
  record Turn(Schedule schedule, Instant at, @Nullable Instant next) {

    /** What no other time of any schedule has. */
    String key() {
      return "schedule:%s:%s".formatted(schedule.id(), at);
    }
  }

  /** Holds a schedule until the transaction is over; false when somebody else does, or has changed it. */
  boolean hold(Schedule schedule) {
    return client
        .sql("select 1 from schedule where id = ? and version = ? for update skip locked")
        .params(schedule.id(), schedule.version())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  void submitted(Turn turn, String workflow) {
    client
        .sql(
            """
            update schedule set version = version + 1, next_at = :next, last_due_at = :at, last_workflow = :workflow,
              last_error = null
            where id = :id
            """)
        .param("next", timestamp(turn.next()))
        .param("at", Timestamp.from(turn.at()))
        .param("workflow", workflow)
        .param("id", turn.schedule().id())
        .update();
  }

  void failed(Turn turn, String error) {
    client
        .sql(
            "update schedule set version = version + 1, next_at = :next, last_due_at = :at,"
                + " last_error = :error where id = :id")
        .param("next", timestamp(turn.next()))
        .param("at", Timestamp.from(turn.at()))
        .param("error", error)
        .param("id", turn.schedule().id())
        .update();
  }

  void skipped(Turn turn, Skipped why) {
    client
        .sql(
            "update schedule set version = version + 1, next_at = :next, last_skipped_at = :at,"
                + " last_skipped = :why where id = :id")
        .param("next", timestamp(turn.next()))
        .param("at", Timestamp.from(turn.at()))
        .param("why", why.name())
        .param("id", turn.schedule().id())
        .update();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }
}
