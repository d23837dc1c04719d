package dev.pawl.retention;

import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.workspace.StepLogStorage;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes the logs of workflows that ended long ago, and keeps the workflows. Several nodes may run it in parallel. */
@Component
class LogRetentionJob {

  private static final Logger log = LoggerFactory.getLogger(LogRetentionJob.class);

  /** The maximum number of workflows in one transaction. */
  private static final int BATCH_SIZE = 20;

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final StepLogStorage logs;
  private final WorkspaceService workspaces;
  private final RetentionProperties properties;
  private final NodeService nodes;
  private final Clock clock;

  LogRetentionJob(
      JdbcClient client,
      PlatformTransactionManager transactions,
      StepLogStorage logs,
      WorkspaceService workspaces,
      RetentionProperties properties,
      NodeService nodes,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.logs = logs;
    this.workspaces = workspaces;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
  }

  private record ExpiredWorkflow(UUID id, String name) {}

  /** Deletes all logs whose retention time has expired. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.cleanup-interval:1h}",
      initialDelayString = "${pawl.retention.cleanup-interval:1h}")
  void deleteExpiredLogs() {
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    // The logs are deleted with their workflow then, which needs fewer writes.
    if (properties.logRetention().equals(properties.workflows())) {
      return;
    }
    int deleted = 0;
    int batch;
    do {
      batch = deleteBatch();
      deleted += batch;
    } while (batch == BATCH_SIZE && !Thread.currentThread().isInterrupted());
    if (deleted > 0) {
      log.info(
          "Deleted step logs: {} workflows that ended more than {} ago",
          deleted,
          properties.logRetention());
    }
    deleteFilesOfDeletedLogs();
  }

  /** Deletes the files that this node still has of logs that another node has deleted. */
  private void deleteFilesOfDeletedLogs() {
    try {
      List<String> own = workspaces.findOwnFiles(clock.instant());
      for (int start = 0; start < own.size(); start += BATCH_SIZE) {
        List<String> batch = own.subList(start, Math.min(own.size(), start + BATCH_SIZE));
        client
            .sql("select name from workflow where name = any(?) and logs_pruned_at >= ended_at")
            .param(batch.toArray(String[]::new))
            .query(String.class)
            .list()
            .forEach(logs::deleteFiles);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("Files of deleted logs not deleted, retrying later: {}", e.getMessage());
    }
  }

  /** Deletes the logs of one batch. A workflow that was resumed after its logs were deleted has new logs. */
  private int deleteBatch() {
    return transaction.execute(status -> {
      // Deleting the files in an object store takes longer than a transaction may idle otherwise.
      client.sql("set local idle_in_transaction_session_timeout = '10min'").update();
      Instant now = clock.instant();
      List<ExpiredWorkflow> expired =
          client
              .sql(
                  """
                  select id, name from workflow
                  where ended_at < ? and status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK')
                    and not rollback_requested and (logs_pruned_at is null or logs_pruned_at < ended_at)
                  order by ended_at limit ? for update skip locked
                  """)
              .params(
                  Timestamp.from(RetentionProperties.cutoff(now, properties.logRetention())),
                  BATCH_SIZE)
              .query(ExpiredWorkflow.class)
              .list()
              .stream()
              .map(Objects::requireNonNull)
              .toList();
      expired.forEach(workflow -> deleteLogs(workflow.name()));
      UUID[] ids = expired.stream().map(ExpiredWorkflow::id).toArray(UUID[]::new);
      client
          .sql(
              """
              update attempt set log = null where log is not null and step_id in
                (select s.id from phase p join step s on s.phase_id = p.id where p.workflow_id = any(?))
              """)
          .param(ids)
          .update();
      client
          .sql("update workflow set logs_pruned_at = ? where id = any(?)")
          .params(Timestamp.from(now), ids)
          .update();
      return expired.size();
    });
  }

  private void deleteLogs(String workflow) {
    try {
      logs.deleteAll(workflow);
    } catch (IOException e) {
      throw new UncheckedIOException("Logs of " + workflow + " cannot be deleted", e);
    }
  }
}
