package dev.pawl.retention;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
class PartitionMaintenance {

  private static final Logger log = LoggerFactory.getLogger(PartitionMaintenance.class);

  /** The number of partitions created ahead, in addition to those for the time until the next check. */
  private static final int PARTITIONS_AHEAD = 3;

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final RetentionProperties properties;
  private final Clock clock;

  PartitionMaintenance(
      JdbcClient client,
      PlatformTransactionManager transactions,
      RetentionProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.properties = properties;
    this.clock = clock;
  }

  /** A partition as PostgreSQL lists it. One that another node drops at this moment is listed without bounds. */
  private record PartitionRow(String name, @Nullable String bounds) {

    Optional<Partition> toPartition() {
      return bounds == null ? Optional.empty() : Partition.parse(name, bounds);
    }
  }

  /** Returns the partitions of a table, oldest first. */
  List<Partition> list(PartitionedTable history) {
    return client
        .sql(
            """
            select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
            from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = cast(? as regclass)
            """)
        .param(history.table())
        .query(PartitionRow.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .flatMap(row -> row.toPartition().stream())
        .sorted(Comparator.comparing(Partition::from))
        .toList();
  }

  /** Creates the partitions that are needed soon. */
  @Scheduled(fixedDelayString = "${pawl.retention.cleanup-interval:1h}")
  void createUpcoming() {
    for (PartitionedTable history : PartitionedTable.values()) {
      if (!findMissing(history).isEmpty()) {
        runExclusively(
            () -> findMissing(history).forEach(partition -> create(history, partition)),
            "Partitions of %s not created, retrying later; until then, rows go into %s"
                .formatted(history.table(), history.defaultPartition()));
      }
    }
  }

  /** Returns the missing partitions from now on. Existing partitions may have another length. */
  private List<Partition> findMissing(PartitionedTable history) {
    List<Partition> existing = list(history);
    long length = properties.partitionLength().toMillis();
    Instant now = clock.instant();
    Instant until =
        now.plus(properties.partitionLength().multipliedBy(PARTITIONS_AHEAD))
            .plus(properties.cleanupInterval());
    var missing = new ArrayList<Partition>();
    Instant start = startOf(now, length);
    for (Partition part : existing) {
      start = !part.to().isAfter(now) && part.to().isAfter(start) ? part.to() : start;
    }
    while (start.isBefore(until)) {
      Instant from = start;
      Optional<Partition> covering =
          existing.stream().filter(part -> part.contains(from)).findFirst();
      Instant next =
          existing.stream()
              .map(Partition::from)
              .filter(from::isBefore)
              .findFirst()
              .filter(startOf(from, length).plusMillis(length)::isAfter)
              .orElse(startOf(from, length).plusMillis(length));
      if (covering.isEmpty()) {
        missing.add(Partition.of(history, from, next));
      }
      start = covering.map(Partition::to).orElse(next);
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
  private void create(PartitionedTable history, Partition part) {
    // The same lock order as that of writers.
    execute("lock table %s in share row exclusive mode", history.referencedTable());
    execute("lock table %s in access exclusive mode", history.defaultPartition());
    execute("create table %s (like %s including defaults)", part.name(), history.table());
    execute(
        """
        with early as (delete from %2$s where %3$s >= '%4$s' and %3$s < '%5$s' returning *)
        insert into %1$s select * from early
        """,
        part.name(),
        history.defaultPartition(),
        history.partitionKey(),
        part.firstId(),
        part.endId());
    execute(
        "alter table %s attach partition %s for values from ('%s') to ('%s')",
        history.table(), part.name(), part.firstId(), part.endId());
  }

  /**
   * Drops the partitions whose workflows have all been deleted or may be deleted. A partition with a workflow that must
   * be retained is kept as a whole until that workflow may be deleted, too.
   *
   * @return whether all partitions were dropped that could be dropped
   */
  boolean dropExpired(Instant now) {
    boolean events = dropExpired(PartitionedTable.EVENT, now, properties.eventRetention());
    return dropExpired(PartitionedTable.FINDING, now, properties.workflows()) && events;
  }

  private boolean dropExpired(PartitionedTable history, Instant now, Duration retention) {
    Instant before = RetentionProperties.cutoff(now, retention);
    for (Partition part : list(history)) {
      if (!part.to().isAfter(before)
          && !mustRetain(history, part, before)
          && !dropPartition(part)) {
        // A long-running reader would block the next partition as well.
        return false;
      }
    }
    return true;
  }

  private boolean mustRetain(PartitionedTable history, Partition part, Instant before) {
    return client
        .sql(history.retainedQuery())
        .param("from", part.firstId())
        .param("to", part.endId())
        .param("before", Timestamp.from(before))
        .query(Boolean.class)
        .single();
  }

  private boolean dropPartition(Partition part) {
    // Another node may have dropped it just before.
    boolean dropped =
        runExclusively(
            () -> execute("drop table if exists %s", part.name()),
            part.name() + " not dropped, retrying later; its workflows are kept until then");
    if (dropped) {
      log.info("Dropped partition: {}", part.name());
    }
    return dropped;
  }

  /**
   * Changes tables while no other node does, and returns whether this succeeded. Statements of others queue behind a
   * change that waits for a table lock, so it waits for half a second at most. This is also less than the time after
   * which PostgreSQL looks for a deadlock, which could abort the transaction of another session.
   */
  private boolean runExclusively(Runnable change, String failureMessage) {
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
      log.warn(
          "Partitions not changed: {}: {}", failureMessage, e.getMostSpecificCause().getMessage());
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
  Optional<Partition> findExpiring(Instant now) {
    Instant before = RetentionProperties.cutoff(now, properties.workflows());
    return list(PartitionedTable.FINDING).stream()
        .filter(part -> !part.isLegacy() && part.contains(before))
        .findFirst();
  }
}
