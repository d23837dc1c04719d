package dev.pawl.node;

import dev.pawl.web.DatabaseFailed;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports whether the database can be reached and written. The monitor and the heartbeats of the node find out, so that a
 * probe never waits for the database. The start and the end of a time without writes are logged once each.
 */
@Component
class DatabaseWriteHealthIndicator implements HealthIndicator {

  /** The age of the last successful heartbeat from which the database counts as unavailable. */
  private static final Duration MAX_AGE = Duration.ofSeconds(9);

  private static final Logger log = LoggerFactory.getLogger(DatabaseWriteHealthIndicator.class);

  private final JdbcClient client;
  private final DatabaseMonitor monitor;
  private volatile long writtenAt = System.nanoTime();
  private volatile long lastFailureAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
  private volatile @Nullable String failure;
  private volatile boolean isFailureLogged;

  DatabaseWriteHealthIndicator(JdbcClient client, DatabaseMonitor monitor) {
    this.client = client;
    this.monitor = monitor;
  }

  /** Records that a heartbeat was written. After a failure, this must not be due to space that was free already. */
  void recordHeartbeat() {
    if (failure != null) {
      client
          .sql(
              """
              create temporary table pawl_write_check on commit drop as
              select md5(number::text) as text from generate_series(1, 4000) as number
              """)
          .update();
    }
    writtenAt = System.nanoTime();
    if (failure != null) {
      lastFailureAt = writtenAt;
    }
    failure = null;
    if (isFailureLogged) {
      isFailureLogged = false;
      log.info("Database can be written again");
    }
  }

  /** Records that a heartbeat was not written. */
  void recordFailure(String reason) {
    failure = reason;
    logFailure(reason);
  }

  @EventListener
  void onDatabaseFailed(DatabaseFailed event) {
    failure = event.reason();
    logFailure(event.reason());
  }

  /** Logs the first failure; an outage is logged by the monitor. */
  private void logFailure(String reason) {
    if (!isFailureLogged && !monitor.isLostNow()) {
      isFailureLogged = true;
      log.error("Database cannot be written: {}; requests get 503 until it can", reason);
    }
  }

  /** Returns whether the database can at present not be reached or written. */
  boolean isUnavailable() {
    return failure != null || monitor.isLostNow();
  }

  /**
   * Returns when the database last could not be reached or written, as of {@link System#nanoTime()}; at least a day ago if
   * it always could.
   */
  long lastFailureAt() {
    return Math.max(lastFailureAt, monitor.lastFailureAt());
  }

  @Override
  public Health health() {
    String outage = monitor.outage();
    String reason = outage == null ? failure : outage;
    if (reason != null) {
      return Health.down().withDetail("reason", reason).build();
    }
    Duration age = Duration.ofNanos(System.nanoTime() - writtenAt);
    return age.compareTo(MAX_AGE) > 0
        ? Health.down()
            .withDetail("reason", "no response for %d s".formatted(age.toSeconds()))
            .build()
        : Health.up().build();
  }
}
