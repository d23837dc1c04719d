package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.Skipped;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records the result of a due run, in the transaction that has locked the schedule. */
@Component
class Turns {

  private final JdbcClient client;

  Turns(JdbcClient client) {
    this.client = client;
  }

  /**
   * A due run of a schedule.
   *
   * @param at the due time
   * @param next the due time after it; absent if there is none
   */
  record Turn(Schedule schedule, Instant at, @Nullable Instant next) {

    /** Returns the idempotency key, which is unique to this due time of this schedule. */
    String key() {
      return "schedule:%s:%s".formatted(schedule.id(), at);
    }
  }

  /** Locks a schedule until the end of the transaction; false if another transaction has locked or changed it. */
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
