package dev.pawl.schedule;

import dev.pawl.project.ProjectService;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.LastRun;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.ScheduleDefinition;
import dev.pawl.schedule.Schedule.SkipReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages schedules and reads their results. */
@Service
class ScheduleService {

  static final int MAX_SCHEDULES = 1000;

  /** Restricts callers of a project to the schedules of that project; other callers see all. */
  private static final String VISIBLE = " (:project::text is null or project = :project)";

  private final JdbcClient client;
  private final ProjectService projects;
  private final Clock clock;

  ScheduleService(JdbcClient client, ProjectService projects, Clock clock) {
    this.client = client;
    this.projects = projects;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String currentProject() {
    return projects.currentName().orElse(null);
  }

  /** Returns all visible schedules, by name. */
  List<Schedule> findAll() {
    return client
        .sql("select * from schedule where" + VISIBLE + " order by name, project")
        .param("project", currentProject())
        .query((row, number) -> mapRow(row))
        .list();
  }

  Optional<Schedule> find(UUID id) {
    return client
        .sql("select * from schedule where id = :id and" + VISIBLE)
        .param("id", id)
        .param("project", currentProject())
        .query((row, number) -> mapRow(row))
        .optional();
  }

  /** Returns due schedules, the longest overdue first. */
  List<Schedule> findDue(Instant now, int limit) {
    return client
        .sql("select * from schedule where next_at <= ? order by next_at, id limit ?")
        .params(Timestamp.from(now), limit)
        .query((row, number) -> mapRow(row))
        .list();
  }

  private static Schedule mapRow(ResultSet row) throws SQLException {
    String skipped = row.getString("last_skipped");
    return new Schedule(
        row.getObject("id", UUID.class),
        row.getLong("version"),
        new ScheduleDefinition(
            row.getString("name"),
            row.getString("cron"),
            ZoneId.of(row.getString("time_zone")),
            row.getString("workflow"),
            Overlap.valueOf(row.getString("overlap")),
            CatchUp.valueOf(row.getString("catch_up")),
            row.getBoolean("enabled")),
        row.getString("project"),
        nullableInstant(row, "next_at"),
        new LastRun(
            nullableInstant(row, "last_due_at"),
            row.getString("last_workflow"),
            row.getString("last_error"),
            nullableInstant(row, "last_skipped_at"),
            skipped == null ? null : SkipReason.valueOf(skipped)),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  private static @Nullable Instant nullableInstant(ResultSet row, String column)
      throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Timestamp nullableTimestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  /**
   * Creates a schedule.
   *
   * @param createdBy the name of the caller
   * @throws ScheduleConflictException if the name is taken, or the project has the maximum number of schedules
   */
  @Transactional
  Schedule create(ScheduleDefinition definition, @Nullable String createdBy) {
    // Serializes creations, so that concurrent ones cannot exceed the limit.
    client.sql("lock table schedule in share row exclusive mode").update();
    if (count(currentProject()) >= MAX_SCHEDULES) {
      throw ScheduleConflictException.tooMany(MAX_SCHEDULES);
    }
    UUID id = UUID.randomUUID();
    Instant now = now();
    Instant next = definition.enabled() ? nextTime(definition, now) : null;
    var schedule =
        new Schedule(id, 1, definition, currentProject(), next, LastRun.NEVER, createdBy, now, now);
    withUniqueName(
        definition,
        () ->
            client
                .sql(
                    """
                    insert into schedule (id, version, name, cron, time_zone, workflow, overlap, catch_up, enabled,
                      next_at, project, created_by, created_at, updated_at)
                    values (:id, 1, :name, :cron, :zone, :workflow, :overlap, :catchUp, :enabled,
                      :next, :project, :by, :now, :now)
                    """)
                .param("id", id)
                .param("name", definition.name())
                .param("cron", definition.cron())
                .param("zone", definition.timeZone().getId())
                .param("workflow", definition.workflowJson())
                .param("overlap", definition.overlap().name())
                .param("catchUp", definition.catchUp().name())
                .param("enabled", definition.enabled())
                .param("next", nullableTimestamp(next))
                .param("project", schedule.project())
                .param("by", createdBy)
                .param("now", Timestamp.from(now))
                .update());
    return schedule;
  }

  private long count(@Nullable String project) {
    return client
        .sql("select count(*) from schedule where coalesce(project, '') = ?")
        .param(project == null ? "" : project)
        .query(Long.class)
        .single();
  }

  private static void withUniqueName(ScheduleDefinition definition, Runnable change) {
    try {
      change.run();
    } catch (DuplicateKeyException duplicate) {
      throw ScheduleConflictException.nameTaken(definition.name());
    }
  }

  private static @Nullable Instant nextTime(ScheduleDefinition definition, Instant now) {
    return definition.parseCron().next(now, definition.timeZone()).orElse(null);
  }

  /** Returns a schedule whose row is locked until the end of the transaction. */
  private Optional<Schedule> findForUpdate(UUID id) {
    return client
        .sql("select * from schedule where id = :id and" + VISIBLE + " for update")
        .param("id", id)
        .param("project", currentProject())
        .query((row, number) -> mapRow(row))
        .optional();
  }

  /**
   * Replaces the definition of a schedule; the results of its runs are kept.
   *
   * @param precondition the precondition on the current version
   * @return the changed schedule; empty if the id is unknown
   * @throws ScheduleConflictException if the precondition does not hold, or the name is taken
   */
  @Transactional
  Optional<Schedule> replace(
      UUID id, ScheduleDefinition definition, VersionPrecondition precondition) {
    return findForUpdate(id)
        .map(current -> {
          precondition.requireMatch(current.version());
          return update(current, definition);
        });
  }

  /** Resumes or pauses a schedule. */
  @Transactional
  Optional<Schedule> setEnabled(UUID id, boolean enabled) {
    return findForUpdate(id)
        .map(current -> {
          ScheduleDefinition definition = current.definition();
          return definition.enabled() == enabled
              ? current
              : update(
                  current,
                  new ScheduleDefinition(
                      definition.name(),
                      definition.cron(),
                      definition.timeZone(),
                      definition.workflowJson(),
                      definition.overlap(),
                      definition.catchUp(),
                      enabled));
        });
  }

  private Schedule update(Schedule current, ScheduleDefinition definition) {
    // A run that is already due and waits for a node must not get lost when something else changes.
    boolean keepsNextTime =
        current.definition().cron().equals(definition.cron())
            && current.definition().timeZone().equals(definition.timeZone())
            && current.definition().enabled()
            && definition.enabled();
    Instant now = now();
    Instant next =
        keepsNextTime ? current.nextAt() : definition.enabled() ? nextTime(definition, now) : null;
    withUniqueName(
        definition,
        () ->
            client
                .sql(
                    """
                    update schedule set version = version + 1, name = :name, cron = :cron, time_zone = :zone,
                      workflow = :workflow, overlap = :overlap, catch_up = :catchUp, enabled = :enabled,
                      next_at = :next, updated_at = :now
                    where id = :id
                    """)
                .param("id", current.id())
                .param("name", definition.name())
                .param("cron", definition.cron())
                .param("zone", definition.timeZone().getId())
                .param("workflow", definition.workflowJson())
                .param("overlap", definition.overlap().name())
                .param("catchUp", definition.catchUp().name())
                .param("enabled", definition.enabled())
                .param("next", nullableTimestamp(next))
                .param("now", Timestamp.from(now))
                .update());
    return new Schedule(
        current.id(),
        current.version() + 1,
        definition,
        current.project(),
        next,
        current.lastRun(),
        current.createdBy(),
        current.createdAt(),
        now);
  }

  /** Deletes a schedule and keeps its workflows; returns false if the id is unknown. */
  boolean delete(UUID id) {
    return client
            .sql("delete from schedule where id = :id and" + VISIBLE)
            .param("id", id)
            .param("project", currentProject())
            .update()
        > 0;
  }
}
