package dev.pawl.schedule;

import dev.pawl.project.Projects;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.Past;
import dev.pawl.schedule.Schedule.Skipped;
import dev.pawl.schedule.Schedule.Terms;
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
class Schedules {

  static final int MOST = 1000;

  /** Restricts callers of a project to the schedules of that project; other callers see all. */
  private static final String SEEN = " (:project::text is null or project = :project)";

  private final JdbcClient client;
  private final Projects projects;
  private final Clock clock;

  Schedules(JdbcClient client, Projects projects, Clock clock) {
    this.client = client;
    this.projects = projects;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String project() {
    return projects.currentName().orElse(null);
  }

  /** Returns all visible schedules, by name. */
  List<Schedule> all() {
    return client
        .sql("select * from schedule where" + SEEN + " order by name, project")
        .param("project", project())
        .query((row, number) -> read(row))
        .list();
  }

  Optional<Schedule> find(UUID id) {
    return client
        .sql("select * from schedule where id = :id and" + SEEN)
        .param("id", id)
        .param("project", project())
        .query((row, number) -> read(row))
        .optional();
  }

  /** Returns due schedules, the longest overdue first. */
  List<Schedule> due(Instant now, int most) {
    return client
        .sql("select * from schedule where next_at <= ? order by next_at, id limit ?")
        .params(Timestamp.from(now), most)
        .query((row, number) -> read(row))
        .list();
  }

  private static Schedule read(ResultSet row) throws SQLException {
    String skipped = row.getString("last_skipped");
    return new Schedule(
        row.getObject("id", UUID.class),
        row.getLong("version"),
        new Terms(
            row.getString("name"),
            row.getString("cron"),
            ZoneId.of(row.getString("time_zone")),
            row.getString("workflow"),
            Overlap.valueOf(row.getString("overlap")),
            CatchUp.valueOf(row.getString("catch_up")),
            row.getBoolean("enabled")),
        row.getString("project"),
        time(row, "next_at"),
        new Past(
            time(row, "last_due_at"),
            row.getString("last_workflow"),
            row.getString("last_error"),
            time(row, "last_skipped_at"),
            skipped == null ? null : Skipped.valueOf(skipped)),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  /**
   * Creates a schedule.
   *
   * @param by the name of the caller
   * @throws Conflict if the name is taken, or the project has the maximum number of schedules
   */
  @Transactional
  Schedule create(Terms terms, @Nullable String by) {
    // Serializes creations, so that concurrent ones cannot exceed the limit.
    client.sql("lock table schedule in share row exclusive mode").update();
    if (count(project()) >= MOST) {
      throw Conflict.tooMany(MOST);
    }
    UUID id = UUID.randomUUID();
    Instant now = now();
    Instant next = terms.enabled() ? next(terms, now) : null;
    var schedule = new Schedule(id, 1, terms, project(), next, Past.NONE, by, now, now);
    named(
        terms,
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
                .param("name", terms.name())
                .param("cron", terms.cron())
                .param("zone", terms.timeZone().getId())
                .param("workflow", terms.workflow())
                .param("overlap", terms.overlap().name())
                .param("catchUp", terms.catchUp().name())
                .param("enabled", terms.enabled())
                .param("next", timestamp(next))
                .param("project", schedule.project())
                .param("by", by)
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

  private static void named(Terms terms, Runnable change) {
    try {
      change.run();
    } catch (DuplicateKeyException taken) {
      throw Conflict.name(terms.name());
    }
  }

  private static @Nullable Instant next(Terms terms, Instant now) {
    return terms.times().next(now, terms.timeZone()).orElse(null);
  }

  /** Returns a schedule whose row is locked until the end of the transaction. */
  private Optional<Schedule> locked(UUID id) {
    return client
        .sql("select * from schedule where id = :id and" + SEEN + " for update")
        .param("id", id)
        .param("project", project())
        .query((row, number) -> read(row))
        .optional();
  }

  /**
   * Replaces the definition of a schedule; the results of its runs are kept.
   *
   * @param known the precondition on the current version
   * @return the changed schedule; empty if the id is unknown
   * @throws Conflict if the precondition does not hold, or the name is taken
   */
  @Transactional
  Optional<Schedule> replace(UUID id, Terms terms, Known known) {
    return locked(id)
        .map(old -> {
          known.check(old.version());
          return set(old, terms);
        });
  }

  /** Resumes or pauses a schedule. */
  @Transactional
  Optional<Schedule> enable(UUID id, boolean enabled) {
    return locked(id)
        .map(old -> {
          Terms now = old.terms();
          return now.enabled() == enabled
              ? old
              : set(
                  old,
                  new Terms(
                      now.name(),
                      now.cron(),
                      now.timeZone(),
                      now.workflow(),
                      now.overlap(),
                      now.catchUp(),
                      enabled));
        });
  }

  private Schedule set(Schedule old, Terms terms) {
    // A run that is already due and waits for a node must not get lost when something else changes.
    boolean stays =
        old.terms().cron().equals(terms.cron())
            && old.terms().timeZone().equals(terms.timeZone())
            && old.terms().enabled()
            && terms.enabled();
    Instant now = now();
    Instant next = stays ? old.nextAt() : terms.enabled() ? next(terms, now) : null;
    named(
        terms,
        () ->
            client
                .sql(
                    """
                    update schedule set version = version + 1, name = :name, cron = :cron, time_zone = :zone,
                      workflow = :workflow, overlap = :overlap, catch_up = :catchUp, enabled = :enabled,
                      next_at = :next, updated_at = :now
                    where id = :id
                    """)
                .param("id", old.id())
                .param("name", terms.name())
                .param("cron", terms.cron())
                .param("zone", terms.timeZone().getId())
                .param("workflow", terms.workflow())
                .param("overlap", terms.overlap().name())
                .param("catchUp", terms.catchUp().name())
                .param("enabled", terms.enabled())
                .param("next", timestamp(next))
                .param("now", Timestamp.from(now))
                .update());
    return new Schedule(
        old.id(),
        old.version() + 1,
        terms,
        old.project(),
        next,
        old.past(),
        old.createdBy(),
        old.createdAt(),
        now);
  }

  /** Deletes a schedule and keeps its workflows; returns false if the id is unknown. */
  boolean remove(UUID id) {
    return client
            .sql("delete from schedule where id = :id and" + SEEN)
            .param("id", id)
            .param("project", project())
            .update()
        > 0;
  }
}
