package dev.pawl.schedule;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.SkipReason;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The API representation of a schedule.
 *
 * @param scheduleId the id of the schedule
 * @param name the name, which its workflows carry as the label {@code schedule}
 * @param cron the cron expression
 * @param timeZone the IANA name of the time zone
 * @param workflow the workflow to submit at each due time, as it was given
 * @param overlap the policy while the previous workflow has not ended
 * @param catchUp the policy after a downtime
 * @param enabled whether the schedule submits workflows; false while it is paused
 * @param nextAt the next due time; absent while the schedule is paused
 * @param nextTimes the next five due times
 * @param lastDueAt the last due time for which a workflow was submitted or could not be submitted
 * @param lastWorkflowId the id of the last submitted workflow
 * @param lastError the reason why the last submission failed; absent if it succeeded
 * @param lastSkippedAt the last due time that was skipped
 * @param lastSkipped the reason: overlap (the previous workflow had not ended) or missed (no node was running)
 * @param project the owning project; absent if the schedule belongs to none
 * @param createdBy the name of the token with which the schedule was created
 * @param createdAt the time of creation
 * @param updatedAt the time of the last change of the definition
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
    @Nullable SkipReason lastSkipped,
    @Nullable String project,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  private static final int MAX_NEXT_TIMES = 5;

  static ScheduleView of(Schedule schedule) {
    var definition = schedule.definition();
    var lastRun = schedule.lastRun();
    return new ScheduleView(
        schedule.id(),
        definition.name(),
        definition.cron(),
        definition.timeZone().getId(),
        definition.workflowJson(),
        definition.overlap(),
        definition.catchUp(),
        definition.enabled(),
        schedule.nextAt(),
        schedule.nextTimes(MAX_NEXT_TIMES),
        lastRun.dueAt(),
        lastRun.workflowId(),
        lastRun.error(),
        lastRun.skippedAt(),
        lastRun.skipReason(),
        schedule.project(),
        schedule.createdBy(),
        schedule.createdAt(),
        schedule.updatedAt());
  }
}
