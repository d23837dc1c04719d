package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.SkipReason;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records the result of a due run, in the transaction that has locked the schedule. */
@Component
class ScheduleRunRepository {

  private final JdbcClient client;

  ScheduleRunRepository(JdbcClient client) {
    this.client = client;
  }

  /**
   * A due run of a schedule.
   *
   * @param dueAt the due time
   * @param nextAt the due time after it; absent if there is none
   */
  record DueRun(Schedule schedule, Instant dueAt, @Nullable Instant nextAt) {

    /** Returns the idempotency key, which is unique to this due time of this schedule. */
    String idempotencyKey() {
      return "schedule:%s:%s".formatted(schedule.id(), dueAt);
    }
  }

  /** Locks a schedule until the end of the transaction; false if another transaction has locked or changed it. */
  boolean tryLock(Schedule schedule) {
    return client
        .sql("select 1 from schedule where id = ? and version = ? for update skip locked")
        .params(schedule.id(), schedule.version())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  void recordSubmission(DueRun run, String workflowId) {
    client
        .sql(
            """
            update schedule set version = version + 1, next_at = :next, last_due_at = :at, last_workflow = :workflow,
              last_error = null
            where id = :id
            """)
        .param("next", nullableTimestamp(run.nextAt()))
        .param("at", Timestamp.from(run.dueAt()))
        .param("workflow", workflowId)
        .param("id", run.schedule().id())
        .update();
  }

  void recordFailure(DueRun run, String error) {
    client
        .sql(
            "update schedule set version = version + 1, next_at = :next, last_due_at = :at,"
                + " last_error = :error where id = :id")
        .param("next", nullableTimestamp(run.nextAt()))
        .param("at", Timestamp.from(run.dueAt()))
        .param("error", error)
        .param("id", run.schedule().id())
        .update();
  }

  void recordSkip(DueRun run, SkipReason reason) {
    client
        .sql(
            "update schedule set version = version + 1, next_at = :next, last_skipped_at = :at,"
                + " last_skipped = :why where id = :id")
        .param("next", nullableTimestamp(run.nextAt()))
        .param("at", Timestamp.from(run.dueAt()))
        .param("why", reason.name())
        .param("id", run.schedule().id())
        .update();
  }

  private static @Nullable Timestamp nullableTimestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }
}
