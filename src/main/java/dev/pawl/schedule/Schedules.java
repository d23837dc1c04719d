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

/** All schedules: keeps them, and what comes of them. */
@Service
class Schedules {

  static final int MOST = 1000;

  /** Callers of a project see its own, others all. */
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

  /** All of them, by name. */
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

  /** Those whose time has come, the most urgent first. */
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
   * Keeps a new one.
   *
   * @param by who wants it
   * @throws Conflict when its name is taken, or there are enough
   */
  @Transactional
  Schedule create(Terms terms, @Nullable String by) {
    // One after the other, so that the last free place is given away once.
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

  /** One that nobody else can change until the transaction is over. */
  private Optional<Schedule> locked(UUID id) {
    return client
        .sql("select * from schedule where id = :id and" + SEEN + " for update")
        .param("id", id)
        .param("project", project())
        .query((row, number) -> read(row))
        .optional();
  }

  /**
   * Sets it anew; what came of it so far stays.
   *
   * @param known the version that was looked at, if that matters
   * @return empty when there is none
   * @throws Conflict when it was changed since, or the name is taken
   */
  @Transactional
  Optional<Schedule> replace(UUID id, Terms terms, Known known) {
    return locked(id)
        .map(old -> {
          known.check(old.version());
          return set(old, terms);
        });
  }

  /** Lets it submit, or not. */
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
    // A time that has come and waits for a node is not lost because something else is changed.
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

  /** Forgets it; its workflows stay. False when there is none. */
  boolean remove(UUID id) {
    return client
            .sql("delete from schedule where id = :id and" + SEEN)
            .param("id", id)
            .param("project", project())
            .update()
        > 0;
  }
}
