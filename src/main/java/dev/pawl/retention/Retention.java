package dev.pawl.retention;

import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

/** Deletes workflows and sessions that ended long ago, in batches. Several nodes may run it in parallel. */
@Component
@EnableConfigurationProperties(RetentionProperties.class)
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /** The maximum number of workflows in one transaction. */
  private static final int BATCH = 100;

  private static final UUID NOBODY = new UUID(0, 0);

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final Workspaces workspaces;
  private final Partitions partitions;
  private final RetentionProperties properties;
  private final Clock clock;

  Retention(
      JdbcClient client,
      PlatformTransactionManager transactions,
      Workspaces workspaces,
      Partitions partitions,
      RetentionProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.workspaces = workspaces;
    this.partitions = partitions;
    this.properties = properties;
    this.clock = clock;
  }

  private record Old(UUID id, String name) {}

  /** Deletes all workflows and closed sessions whose retention time has expired. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.cleanup-interval:1h}",
      initialDelayString = "${pawl.retention.cleanup-interval:1h}")
  void runOnce() {
    Instant now = clock.instant();
    // Whole partitions of events and findings are dropped first; otherwise each of their rows would
    // be deleted.
    if (partitions.dropOld(now)) {
      removeWorkflows(now);
    }
    client
        .sql("delete from session where status = 'CLOSED' and used_at < ?")
        .param(Timestamp.from(now.minus(properties.sessions())))
        .update();
  }

  /** Deletes rows: the workflow table is not partitioned, as names and idempotency keys are unique over all time. */
  private void removeWorkflows(Instant now) {
    int gone = 0;
    int last;
    do {
      last = removeSome(now);
      gone += last;
    } while (last == BATCH && !Thread.currentThread().isInterrupted());
    if (gone > 0) {
      log.info("Deleted workflows: {} that ended more than {} ago", gone, properties.workflows());
    }
  }

  /** Deletes one batch, files first: the next run finds workflows without files, but not files without a workflow. */
  private int removeSome(Instant now) {
    Optional<Part> waiting = partitions.growingOld(now);
    return transaction.execute(status -> {
      List<Old> old =
          client
              .sql(
                  """
                  select id, name from workflow
                  where ended_at < ? and status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK')
                    and not rollback_requested and not (id >= ? and id < ?)
                  order by ended_at limit ? for update skip locked
                  """)
              .param(Timestamp.from(now.minus(properties.workflows())))
              // Workflows of this span wait until all of them are old and the partition can be
              // dropped.
              .param(waiting.map(Part::first).orElse(NOBODY))
              .param(waiting.map(Part::end).orElse(NOBODY))
              .param(BATCH)
              .query((row, number) -> new Old(row.getObject(1, UUID.class), row.getString(2)))
              .list();
      old.forEach(workflow -> removeFiles(workflow.name()));
      client
          .sql("delete from workflow where id = any(?)")
          .param(old.stream().map(Old::id).toArray(UUID[]::new))
          .update();
      return old.size();
    });
  }

  private void removeFiles(String workflow) {
    try {
      FileSystemUtils.deleteRecursively(workspaces.folder(workflow));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Files of " + workflow + " cannot be deleted; the workflow is kept", e);
    }
  }
}
