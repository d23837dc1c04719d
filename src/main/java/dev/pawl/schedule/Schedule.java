package dev.pawl.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule: the workflow to submit, its due times, and the result of the last run.
 *
 * @param version the version, incremented by each change, including the changes that Pawl makes
 * @param project the owning project; absent if the schedule belongs to none
 * @param nextAt the next due time; absent while the schedule is paused
 */
record Schedule(
    UUID id,
    long version,
    ScheduleDefinition definition,
    @Nullable String project,
    @Nullable Instant nextAt,
    LastRun lastRun,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * The definition of a schedule, as set by a caller.
   *
   * @param cron the cron expression: five fields, or a macro
   * @param workflowJson the request body of the submission (JSON)
   */
  record ScheduleDefinition(
      String name,
      String cron,
      ZoneId timeZone,
      String workflowJson,
      Overlap overlap,
      CatchUp catchUp,
      boolean enabled) {

    CronSchedule parseCron() {
      return CronSchedule.of(cron);
    }
  }

  /**
   * The results of the last runs.
   *
   * @param dueAt the last due time for which a workflow was submitted or could not be submitted
   * @param skippedAt the last due time that was skipped
   */
  record LastRun(
      @Nullable Instant dueAt,
      @Nullable String workflowId,
      @Nullable String error,
      @Nullable Instant skippedAt,
      @Nullable SkipReason skipReason) {

    static final LastRun NEVER = new LastRun(null, null, null, null, null);
  }

  /** What happens when a run is due while the previous workflow has not ended. */
  @Schema(name = "OverlapPolicy")
  enum Overlap {
    /** The run is skipped. */
    SKIP,
    /** One workflow waits for the previous one; further runs are skipped. */
    QUEUE;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What happens to runs that were due while no node was running. */
  @Schema(name = "CatchUpPolicy")
  enum CatchUp {
    /** They are skipped. */
    NONE,
    /** One workflow is submitted for all of them. */
    LATEST;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The reason why a run was skipped. */
  @Schema(name = "SkipReason")
  enum SkipReason {
    /** The previous workflow had not ended. */
    OVERLAP,
    /** No node was running. */
    MISSED;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the next due times, starting with {@code nextAt}; empty while the schedule is paused. */
  List<Instant> nextTimes(int limit) {
    return nextAt == null
        ? List.of()
        : definition.parseCron().next(nextAt.minusNanos(1), definition.timeZone(), limit);
  }
}
