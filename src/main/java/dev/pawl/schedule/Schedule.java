package dev.pawl.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.submission.WorkflowTemplate;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A schedule: the workflow to submit, its due times, and the result of the last run. */
@Entity
@Table(name = "schedule")
class Schedule extends WorkflowTemplate<Schedule.ScheduleDefinition> {

  @Embedded private ScheduleDefinition definition;

  @Column(name = "next_at")
  private @Nullable Instant nextAt;

  @Column(name = "last_due_at")
  private @Nullable Instant lastDueAt;

  @Column(name = "last_workflow")
  private @Nullable String lastWorkflowId;

  @Column(name = "last_error")
  private @Nullable String lastError;

  @Column(name = "last_skipped_at")
  private @Nullable Instant lastSkippedAt;

  @Enumerated(EnumType.STRING)
  @Column(name = "last_skipped")
  private @Nullable SkipReason lastSkipReason;

  /**
   * The definition of a schedule, as set by a caller.
   *
   * @param cron the cron expression: five fields, or a macro
   * @param workflowJson the request body of the submission (JSON)
   */
  @Embeddable
  record ScheduleDefinition(
      @Column(name = "name") String name,
      @Column(name = "cron") String cron,
      @Column(name = "time_zone") ZoneId timeZone,
      @Column(name = "workflow") String workflowJson,
      @Enumerated(EnumType.STRING) @Column(name = "overlap") Overlap overlap,
      @Enumerated(EnumType.STRING) @Column(name = "catch_up") CatchUp catchUp,
      @Column(name = "enabled") boolean enabled) {

    CronSchedule parseCron() {
      return CronSchedule.of(cron);
    }

    ScheduleDefinition withEnabled(boolean newEnabled) {
      return new ScheduleDefinition(
          name, cron, timeZone, workflowJson, overlap, catchUp, newEnabled);
    }

    private boolean hasSameTimes(ScheduleDefinition other) {
      return cron.equals(other.cron) && timeZone.equals(other.timeZone) && enabled == other.enabled;
    }

    /** Returns the first due time after the given one; null while the schedule is paused, or if there is none. */
    private @Nullable Instant nextTime(Instant after) {
      return enabled ? parseCron().next(after, timeZone).orElse(null) : null;
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
      @Nullable SkipReason skipReason) {}

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

  @NullUnmarked
  protected Schedule() {}

  Schedule(
      ScheduleDefinition definition,
      @Nullable String project,
      @Nullable String createdBy,
      Instant now) {
    super(project, createdBy, now);
    this.definition = definition;
    this.nextAt = definition.nextTime(now);
  }

  @Override
  protected void replaceDefinition(ScheduleDefinition newDefinition, Instant now) {
    // A run that is already due and waits for a node must not get lost when something else changes.
    if (!newDefinition.enabled() || !newDefinition.hasSameTimes(definition)) {
      nextAt = newDefinition.nextTime(now);
    }
    definition = newDefinition;
  }

  /**
   * Records that a workflow was submitted for a due time.
   *
   * @param next the due time after it; null if there is none
   */
  void submitted(Instant dueAt, @Nullable Instant next, String workflowId) {
    lastDueAt = dueAt;
    lastWorkflowId = workflowId;
    lastError = null;
    nextAt = next;
  }

  /** Records that no workflow could be submitted for a due time. */
  void failed(Instant dueAt, @Nullable Instant next, String error) {
    lastDueAt = dueAt;
    lastError = error;
    nextAt = next;
  }

  /** Records that a due time was skipped. */
  void skipped(Instant dueAt, @Nullable Instant next, SkipReason reason) {
    lastSkippedAt = dueAt;
    lastSkipReason = reason;
    nextAt = next;
  }

  /** Returns the next due times, starting with {@code nextAt}; empty while the schedule is paused. */
  List<Instant> nextTimes(int limit) {
    return nextAt == null
        ? List.of()
        : definition.parseCron().next(nextAt.minusNanos(1), definition.timeZone(), limit);
  }

  @Override
  public String name() {
    return definition.name();
  }

  ScheduleDefinition definition() {
    return definition;
  }

  /** Returns the next due time; null while the schedule is paused. */
  @Nullable Instant nextAt() {
    return nextAt;
  }

  LastRun lastRun() {
    return new LastRun(lastDueAt, lastWorkflowId, lastError, lastSkippedAt, lastSkipReason);
  }
}
