package dev.pawl.retention;

import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

/** Deletes workflows and sessions that ended long ago, in batches. Several nodes may run it in parallel. */
@Component
@EnableConfigurationProperties(RetentionProperties.class)
class WorkflowRetentionJob {

  private static final Logger log = LoggerFactory.getLogger(WorkflowRetentionJob.class);

  /** The maximum number of workflows in one transaction. */
  private static final int BATCH_SIZE = 20;

  private static final UUID NO_ID = new UUID(0, 0);

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final WorkspaceService workspaces;
  private final PartitionMaintenance partitions;
  private final RetentionProperties properties;
  private final NodeService nodes;
  private final Clock clock;

  WorkflowRetentionJob(
      JdbcClient client,
      PlatformTransactionManager transactions,
      WorkspaceService workspaces,
      PartitionMaintenance partitions,
      RetentionProperties properties,
      NodeService nodes,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.workspaces = workspaces;
    this.partitions = partitions;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
  }

  private record ExpiredWorkflow(UUID id, String name) {}

  /** Deletes all workflows and closed sessions whose retention time has expired. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.cleanup-interval:1h}",
      initialDelayString = "${pawl.retention.cleanup-interval:1h}")
  void deleteExpired() {
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    Instant now = clock.instant();
    // Whole partitions of events and findings are dropped first; otherwise each of their rows would
    // be deleted.
    if (partitions.dropExpired(now)) {
      deleteWorkflows(now);
    }
    deleteFilesOfDeletedWorkflows(now);
    client
        .sql("delete from session where status = 'CLOSED' and used_at < ?")
        .param(Timestamp.from(RetentionProperties.cutoff(now, properties.sessions())))
        .update();
  }

  /** Deletes rows: the workflow table is not partitioned, as names and idempotency keys are unique over all time. */
  private void deleteWorkflows(Instant now) {
    int deleted = 0;
    int batch;
    do {
      batch = deleteBatch(now);
      deleted += batch;
    } while (batch == BATCH_SIZE && !Thread.currentThread().isInterrupted());
    if (deleted > 0) {
      log.info(
          "Deleted workflows: {} that ended more than {} ago", deleted, properties.workflows());
    }
  }

  /** Deletes one batch, files first: the next run finds workflows without files, but not files without a workflow. */
  private int deleteBatch(Instant now) {
    Optional<Partition> postponed = partitions.findExpiring(now);
    return transaction.execute(status -> {
      // Deleting the files in an object store takes longer than a transaction may idle otherwise.
      client.sql("set local idle_in_transaction_session_timeout = '10min'").update();
      List<ExpiredWorkflow> expired =
          client
              .sql(
                  """
                  select id, name from workflow
                  where ended_at < ? and status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK')
                    and not rollback_requested and not (id >= ? and id < ?)
                  order by ended_at limit ? for update skip locked
                  """)
              .param(Timestamp.from(RetentionProperties.cutoff(now, properties.workflows())))
              // Workflows of this span wait until all of them are old and the partition can be
              // dropped.
              .param(postponed.map(Partition::firstId).orElse(NO_ID))
              .param(postponed.map(Partition::endId).orElse(NO_ID))
              .param(BATCH_SIZE)
              .query(ExpiredWorkflow.class)
              .list()
              .stream()
              .map(Objects::requireNonNull)
              .toList();
      expired.forEach(workflow -> deleteFiles(workflow.name()));
      client
          .sql("delete from workflow where id = any(?)")
          .param(expired.stream().map(ExpiredWorkflow::id).toArray(UUID[]::new))
          .update();
      return expired.size();
    });
  }

  /** Deletes the files that this node still has of workflows that another node has deleted. */
  private void deleteFilesOfDeletedWorkflows(Instant now) {
    try {
      List<String> own = workspaces.findOwnFiles(now);
      for (int start = 0; start < own.size(); start += BATCH_SIZE) {
        List<String> batch = own.subList(start, Math.min(own.size(), start + BATCH_SIZE));
        client
            .sql(
                """
                select own.name from unnest(?) as own(name)
                where not exists (select from workflow w where w.name = own.name)
                """)
            .param(batch.toArray(String[]::new))
            .query(String.class)
            .list()
            .forEach(this::deleteFiles);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("Files of deleted workflows not deleted, retrying later: {}", e.getMessage());
    }
  }

  private void deleteFiles(String workflow) {
    try {
      workspaces.deleteFiles(workflow);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Files of " + workflow + " cannot be deleted; the workflow is kept", e);
    }
  }
}
