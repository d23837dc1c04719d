package dev.pawl.schedule;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.Skipped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is shown.
 *
 * @param workflow what is submitted each time, as it was given
 * @param nextAt absent while it is paused
 * @param nextTimes the next five
 * @param lastDueAt the last time that a workflow was submitted for, or could not be
 * @param lastWorkflowId the last workflow that was submitted
 * @param lastError why the last one could not be submitted; absent when it was
 * @param lastSkippedAt the last time that was left out
 * @param lastSkipped why: overlap, because the workflow before was not over; missed, because no node was there
 * @param project whose it is; nobody's when absent
 * @param createdBy whose token it was made with
 */
@Schema(name = "Schedule")
record ScheduleView(
    UUID scheduleId,
    String name,
    String cron,
    String timeZone,
    @JsonRawValue @Schema(types = "object") String workflow,
    Overlap overlap,
    CatchUp catchUp,
    boolean enabled,
    @Nullable Instant nextAt,
    List<Instant> nextTimes,
    @Nullable Instant lastDueAt,
    @Nullable String lastWorkflowId,
    @Nullable String lastError,
    @Nullable Instant lastSkippedAt,
    @Nullable Skipped lastSkipped,
    @Nullable String project,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  private static final int SHOWN = 5;

  static ScheduleView of(Schedule schedule) {
    var terms = schedule.terms();
    var past = schedule.past();
    return new ScheduleView(
        schedule.id(),
        terms.name(),
        terms.cron(),
        terms.timeZone().getId(),
        terms.workflow(),
        terms.overlap(),
        terms.catchUp(),
        terms.enabled(),
        schedule.nextAt(),
        schedule.nextTimes(SHOWN),
        past.dueAt(),
        past.workflow(),
        past.error(),
        past.skippedAt(),
        past.skipped(),
        schedule.project(),
        schedule.createdBy(),
        schedule.createdAt(),
        schedule.updatedAt());
  }
}
