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

/** The partitions of events and findings: makes them ahead of time, and drops the old ones; one node at a time does so. */
@Component
class Partitions {

  private static final Logger log = LoggerFactory.getLogger(Partitions.class);

  /** So many are there before their time comes, and as many more as it takes until somebody looks again. */
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

  /** Those of a table, the oldest first. */
  List<Part> of(History history) {
    return client
        .sql(
            "select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c"
                + " on c.oid = i.inhrelid where i.inhparent = cast(? as regclass)")
        .param(history.table())
        // One that another node drops meanwhile is still listed, but has no bounds any more.
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

  /** Makes those that will be needed soon. */
  @Scheduled(fixedDelayString = "${pawl.retention.check:1h}")
  void makeAhead() {
    for (History history : History.values()) {
      if (!missing(history).isEmpty()) {
        inTurn(
            () -> missing(history).forEach(part -> make(history, part)),
            "Partitions of %s will be made later; until then, rows go into %s"
                .formatted(history.table(), history.other()));
      }
    }
  }

  /** The spans from now on that have no partition yet. The length of what is there may be another one. */
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
   * Attaching locks the table less than making the partition in its place would, so that workflows go on meanwhile. Rows that
   * came before their partition are taken over.
   */
  private void make(History history, Part part) {
    // Whoever writes takes its locks in this order.
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
   * Drops those that nobody needs any more: all workflows of their time are gone, or may go. Those with a workflow that stays
   * are kept as a whole, until it may go too.
   *
   * @return whether all went that could go
   */
  boolean dropOld(Instant now) {
    boolean events = drop(History.EVENT, now.minus(properties.eventsKept()));
    return drop(History.FINDING, now.minus(properties.workflows())) && events;
  }

  private boolean drop(History history, Instant before) {
    for (Part part : of(history)) {
      if (!part.to().isAfter(before) && !needed(history, part, before) && !drop(part)) {
        // Whoever reads for long would be met again at the next one.
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
    // Another node may just have done it.
    boolean done =
        inTurn(
            () -> execute("drop table if exists %s", part.name()),
            part.name() + " stays for now, with its workflows");
    if (done) {
      log.info("Dropped {}", part.name());
    }
    return done;
  }

  /**
   * Changes tables while no other node does. Everybody who comes later waits behind this while it waits for a lock, so it does
   * not wait for long; not even for so long that PostgreSQL looks for a deadlock, which would end the work of somebody else.
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

  /** Tables and identities are no parameters of statements; all of these are from here. */
  private void execute(String statement, Object... names) {
    client.sql(statement.formatted(names)).update();
  }

  /** The span whose workflows grow old just now; empty when what they have left is in no partition of its own. */
  Optional<Part> growingOld(Instant now) {
    Instant before = now.minus(properties.workflows());
    return of(History.FINDING).stream()
        .filter(part -> !part.open() && part.contains(before))
        .findFirst();
  }
}
