package dev.pawl.retention;

import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

/** Removes workflows and sessions that ended long ago, a few at a time; several nodes may do so at once. */
@Component
@EnableConfigurationProperties(RetentionProperties.class)
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /** So many workflows go in one transaction. */
  private static final int BATCH = 100;

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final Workspaces workspaces;
  private final RetentionProperties properties;
  private final Clock clock;

  Retention(
      JdbcClient client,
      PlatformTransactionManager transactions,
      Workspaces workspaces,
      RetentionProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = new TransactionTemplate(transactions);
    this.workspaces = workspaces;
    this.properties = properties;
    this.clock = clock;
  }

  private record Old(UUID id, String name) {}

  /** Removes all that is older than it has to be. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.check:1h}",
      initialDelayString = "${pawl.retention.check:1h}")
  void runOnce() {
    int gone = 0;
    int last;
    do {
      last = removeSome();
      gone += last;
    } while (last == BATCH && !Thread.currentThread().isInterrupted());
    if (gone > 0) {
      log.info("Forgot {} workflows that ended more than {} ago", gone, properties.workflows());
    }
    client
        .sql("delete from session where status = 'CLOSED' and used_at < ?")
        .param(before(properties.sessions()))
        .update();
  }

  /** Files go first: a workflow without its logs is found again the next time, logs without their workflow are not. */
  private int removeSome() {
    return transaction.execute(status -> {
      List<Old> old =
          client
              .sql(
                  """
                  select id, name from workflow
                  where ended_at < ? and status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK')
                    and not rollback_requested
                  order by ended_at limit ? for update skip locked
                  """)
              .params(before(properties.workflows()), BATCH)
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
      throw new UncheckedIOException("The files of " + workflow + " stay, and so does it", e);
    }
  }

  private Timestamp before(Duration age) {
    return Timestamp.from(clock.instant().minus(age));
  }
}
