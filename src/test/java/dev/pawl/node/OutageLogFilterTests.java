package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.spi.FilterReply;
import dev.pawl.PawlTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests which lines an outage of the database removes from the log. */
@PawlTest
class OutageLogFilterTests {

  private static final SQLException CONNECTION_REFUSED = new SQLException("refused", "08001");
  private static final String SCHEDULER = "com.github.kagkarlsson.scheduler.Scheduler";

  @Autowired JdbcClient client;

  private final AtomicLong elapsed = new AtomicLong(Duration.ofDays(1).toNanos());
  private final ReachableDatabase monitor = new ReachableDatabase();
  private DatabaseWriteHealthIndicator databaseHealth;
  private OutageLogFilter filter;

  @BeforeEach
  void createFilter() {
    databaseHealth = new DatabaseWriteHealthIndicator(client, monitor);
    filter =
        new OutageLogFilter(databaseHealth, () -> databaseHealth.lastFailureAt() + elapsed.get());
  }

  @AfterEach
  void removeFilter() {
    filter.remove();
    monitor.close();
  }

  /** A monitor that does not connect to the database. */
  private static final class ReachableDatabase extends DatabaseMonitor {

    ReachableDatabase() {
      super(new SimpleMeterRegistry());
    }

    @Override
    boolean isLostNow() {
      return false;
    }
  }

  private FilterReply decide(String logger, Level level, Throwable failure) {
    return filter.decide(
        null, (Logger) LoggerFactory.getLogger(logger), level, "message", null, failure);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, DENY", "WARN, DENY", "INFO, NEUTRAL"})
  void dropsFailuresDuringAnOutage(String level, FilterReply reply) {
    databaseHealth.recordFailure("refused");

    assertThat(decide("dev.pawl.engine", Level.valueOf(level), CONNECTION_REFUSED))
        .isEqualTo(reply);
  }

  @Test
  void dropsMissedHeartbeatsThatAreReportedWhenTheDatabaseIsBack() {
    databaseHealth.recordFailure("refused");
    databaseHealth.recordHeartbeat();
    assertThat(databaseHealth.isUnavailable()).isFalse();
    elapsed.set(Duration.ofSeconds(4).toNanos());

    assertThat(decide(SCHEDULER, Level.WARN, null)).isEqualTo(FilterReply.DENY);
    assertThat(decide("dev.pawl.engine", Level.WARN, CONNECTION_REFUSED))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void keepsFailuresLongAfterAnOutage() {
    databaseHealth.recordFailure("refused");
    assertThat(decide(SCHEDULER, Level.WARN, CONNECTION_REFUSED)).isEqualTo(FilterReply.DENY);

    databaseHealth.recordHeartbeat();
    elapsed.set(Duration.ofSeconds(5).toNanos());

    assertThat(decide(SCHEDULER, Level.WARN, null)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("dev.pawl.engine", Level.WARN, CONNECTION_REFUSED))
        .isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void keepsFailuresWithoutAnOutage() {
    assertThat(decide(SCHEDULER, Level.WARN, null)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("dev.pawl.engine", Level.ERROR, CONNECTION_REFUSED))
        .isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void keepsOtherErrorsDuringAnOutage() {
    databaseHealth.recordFailure("refused");

    assertThat(decide("dev.pawl.engine", Level.ERROR, new IllegalStateException()))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("dev.pawl.engine", Level.WARN, null)).isEqualTo(FilterReply.NEUTRAL);
  }
}
