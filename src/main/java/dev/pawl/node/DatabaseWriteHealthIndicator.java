package dev.pawl.node;

import dev.pawl.web.DatabaseFailed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports whether the database can be written. The heartbeats of the node find out, so that a probe never waits for the
 * database.
 */
@Component
class DatabaseWriteHealthIndicator implements HealthIndicator {

  /** The age of the last successful heartbeat from which the database counts as unavailable. */
  private static final Duration MAX_AGE = Duration.ofSeconds(9);

  private final JdbcClient client;
  private volatile long writtenAt = System.nanoTime();
  private volatile @Nullable String failure;

  DatabaseWriteHealthIndicator(JdbcClient client) {
    this.client = client;
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
    failure = null;
  }

  /** Records that a heartbeat was not written. */
  void recordFailure(String reason) {
    failure = reason;
  }

  @EventListener
  void onDatabaseFailed(DatabaseFailed event) {
    failure = event.reason();
  }

  @Override
  public Health health() {
    String reason = failure;
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
