package dev.pawl.retention;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Creates the partitions of events and findings ahead of time and drops old ones, on one node at a time. */
@Component
class Partitions {

  private static final Logger log = LoggerFactory.getLogger(Partitions.class);

  /** The number of partitions created ahead, in addition to those for the time until the next check. */
  private static final int AHEAD = 3;

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final RetentionProperties properties;
  private final Clock clock;

  Partitions(
      JdbcClient client,
      PlatformTransactionManager transactions,
      RetentionProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.properties = properties;
    this.clock = clock;
  }

  /** Returns the partitions of a table, oldest first. */
  List<Part> of(History history) {
    return client
        .sql(
            "select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class"
                + " c on c.oid = i.inhrelid where i.inhparent = cast(? as regclass)")
        .param(history.table())
        // A partition that another node drops at this moment is still listed, but without bounds.
        .query((row, number) -> {
          String name = row.getString(1);
          return Optional.ofNullable(row.getString(2)).flatMap(bounds -> Part.of(name, bounds));
        })
        .list()
        .stream()
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Part::from))
        .toList();
  }

  /** Creates the partitions that are needed soon. */
  @Scheduled(fixedDelayString = "${pawl.retention.cleanup-interval:1h}")
  void makeAhead() {
    for (History history : History.values()) {
      if (!missing(history).isEmpty()) {
        inTurn(
            () -> missing(history).forEach(part -> make(history, part)),
            "Partitions of %s not created, retrying later; until then, rows go into %s"
                .formatted(history.table(), history.other()));
      }
    }
  }

  /** Returns the missing partitions from now on. Existing partitions may have another length. */
  private List<Part> missing(History history) {
    List<Part> there = of(history);
    long length = properties.length().toMillis();
    Instant now = clock.instant();
    Instant until = now.plus(properties.length().multipliedBy(AHEAD)).plus(properties.check());
    var missing = new ArrayList<Part>();
    Instant at = startOf(now, length);
    for (Part part : there) {
      at = !part.to().isAfter(now) && part.to().isAfter(at) ? part.to() : at;
    }
    while (at.isBefore(until)) {
      Instant from = at;
      Optional<Part> covering = there.stream().filter(part -> part.contains(from)).findFirst();
      Instant next =
          there.stream()
              .map(Part::from)
              .filter(from::isBefore)
              .findFirst()
              .filter(startOf(from, length).plusMillis(length)::isAfter)
              .orElse(startOf(from, length).plusMillis(length));
      if (covering.isEmpty()) {
        missing.add(Part.of(history, from, next));
      }
      at = covering.map(Part::to).orElse(next);
    }
    return missing;
  }

  private static Instant startOf(Instant time, long length) {
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), length) * length);
  }

  /**
   * Creates a partition and attaches it, which locks the table less than creating it in place would, so that workflows
   * continue in the meantime. Rows that arrived before their partition are moved into it.
   */
  private void make(History history, Part part) {
    // The same lock order as that of writers.
    execute("lock table %s in share row exclusive mode", history.owner());
    execute("lock table %s in access exclusive mode", history.other());
    execute("create table %s (like %s including defaults)", part.name(), history.table());
    execute(
        "with early as (delete from %2$s where %3$s >= '%4$s' and %3$s < '%5$s' returning *) insert"
            + " into %1$s select * from early",
        part.name(), history.other(), history.key(), part.first(), part.end());
    execute(
        "alter table %s attach partition %s for values from ('%s') to ('%s')",
        history.table(), part.name(), part.first(), part.end());
  }

  /**
   * Drops the partitions whose workflows have all been deleted or may be deleted. A partition with a workflow that must
   * be retained is kept as a whole until that workflow may be deleted, too.
   *
   * @return whether all partitions were dropped that could be dropped
   */
  boolean dropOld(Instant now) {
    boolean events = drop(History.EVENT, now.minus(properties.eventsKept()));
    return drop(History.FINDING, now.minus(properties.workflows())) && events;
  }

  private boolean drop(History history, Instant before) {
    for (Part part : of(history)) {
      if (!part.to().isAfter(before) && !needed(history, part, before) && !drop(part)) {
        // A long-running reader would block the next partition as well.
        return false;
      }
    }
    return true;
  }

  private boolean needed(History history, Part part, Instant before) {
    return client
        .sql(history.needed())
        .param("from", part.first())
        .param("to", part.end())
        .param("before", Timestamp.from(before))
        .query(Boolean.class)
        .single();
  }

  private boolean drop(Part part) {
    // Another node may have dropped it just before.
    boolean done =
        inTurn(
            () -> execute("drop table if exists %s", part.name()),
            part.name() + " not dropped, retrying later; its workflows are kept until then");
    if (done) {
      log.info("Dropped partition: {}", part.name());
    }
    return done;
  }

  /**
   * Changes tables while no other node does, and returns whether this succeeded. Statements of others queue behind a
   * change that waits for a table lock, so it waits for half a second at most. This is also less than the time after
   * which PostgreSQL looks for a deadlock, which could abort the transaction of another session.
   */
  private boolean inTurn(Runnable change, String otherwise) {
    try {
      transaction.executeWithoutResult(status -> {
        execute("set local lock_timeout = '500ms'");
        client
            .sql("select pg_advisory_xact_lock(hashtextextended('partitions', 0))::text")
            .query(String.class)
            .single();
        change.run();
      });
      return true;
    } catch (DataAccessException e) {
      log.warn("{}: {}", otherwise, e.getMostSpecificCause().getMessage());
      return false;
    }
  }

  /** Executes a statement. Names and bounds cannot be bound as parameters; all of them originate in this module. */
  private void execute(String statement, Object... names) {
    client.sql(statement.formatted(names)).update();
  }

  /**
   * Returns the partition of findings whose workflows reach their retention time now; empty if their findings are in no
   * partition of their own.
   */
  Optional<Part> growingOld(Instant now) {
    Instant before = now.minus(properties.workflows());
    return of(History.FINDING).stream()
        .filter(part -> !part.open() && part.contains(before))
        .findFirst();
  }
}
