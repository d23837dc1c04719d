package dev.pawl.node;

import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.web.DatabaseFailed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Determines whether the database can be reached, once a second and on a connection of its own, so that a pool without
 * free connections does not look like an outage. The start and the end of an outage are logged once each.
 */
@Component
class DatabaseMonitor {

  private static final Logger log = LoggerFactory.getLogger(DatabaseMonitor.class);

  /** Class 08: no connection. 57P01 to 57P05: the server shuts down, crashed, starts, or closed the connection. */
  private static final Pattern UNREACHABLE = Pattern.compile("08...|57P0[1-5]");

  /** The time after which an unanswered check has failed. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** A loaded database may leave one check unanswered; refused connections count at once. */
  private static final int MAX_UNANSWERED = 2;

  private static final Duration MAX_AGE = Duration.ofMillis(200);

  /** The time that a caller waits for a check. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** A platform thread: an interrupt of a virtual thread closes its socket, which is no fault of the database. */
  private final ExecutorService checker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("database-monitor").factory());

  private @Nullable Future<?> lastCheck;
  private volatile Runnable outageListener = () -> {};
  private volatile @Nullable HikariDataSource pool;
  private volatile @Nullable Connection connection;
  private volatile int unanswered;
  private volatile long checkedAt = System.nanoTime();
  private volatile long lostAt;
  private volatile long lastFailureAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
  private volatile @Nullable String outage;

  DatabaseMonitor(MeterRegistry registry) {
    Gauge.builder("pawl.database.up", this, monitor -> monitor.outage == null ? 1 : 0)
        .description("1 while this node can reach the database, 0 during an outage")
        .register(registry);
  }

  /** Watches the database of a connection pool. */
  void watch(HikariDataSource dataSource) {
    pool = dataSource;
  }

  /** Sets the action at the start of an outage. */
  void onOutage(Runnable listener) {
    outageListener = listener;
  }

  /** Returns the reason why the database cannot be reached; null while it can. */
  @Nullable String outage() {
    return outage;
  }

  /**
   * Returns whether a statement has failed because of an outage, which this checks. While a check is unanswered, this is
   * assumed; the next checks decide.
   */
  boolean isLostNow() {
    if (outage == null && System.nanoTime() - checkedAt > MAX_AGE.toNanos()) {
      try {
        startCheck().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | RejectedExecutionException e) {
        log.debug("Database could not be checked: {}", e.getMessage());
      }
    }
    return outage != null || unanswered > 0;
  }

  /** Returns when the database last could not be reached, as of {@link System#nanoTime()}; a day ago if it always could. */
  long lastFailureAt() {
    return lastFailureAt;
  }

  /** Starts a check, unless one is in progress. */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
  void checkRegularly() {
    if (!checker.isShutdown()) {
      startCheck();
    }
  }

  private synchronized Future<?> startCheck() {
    if (lastCheck == null || lastCheck.isDone()) {
      lastCheck = checker.submit(this::check);
    }
    return lastCheck;
  }

  private void check() {
    HikariDataSource source = pool;
    if (source == null || !source.isRunning()) {
      return;
    }
    try {
      checkConnection(source);
      recordSuccess();
    } catch (SQLException e) {
      closeConnection();
      if (!isUnreachable(e)) {
        // Too many clients or a changed password, for example: the database is there.
        recordSuccess();
      } else {
        recordFailure(e);
      }
    } finally {
      checkedAt = System.nanoTime();
    }
  }

  private void recordFailure(SQLException failure) {
    if (unanswered == 0) {
      lostAt = System.nanoTime();
    }
    unanswered++;
    if (!isTimeout(failure) || unanswered >= MAX_UNANSWERED) {
      recordOutage(String.valueOf(failure.getMessage()));
    }
  }

  /** Uses the connection of the last check. If the database has closed it, a new connection decides. */
  private void checkConnection(HikariDataSource source) throws SQLException {
    if (connection != null) {
      try {
        select(connection);
        return;
      } catch (SQLException e) {
        closeConnection();
        if (isTimeout(e)) {
          throw e;
        }
      }
    }
    connection = connect(source);
    select(connection);
  }

  private static void select(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  private static Connection connect(HikariDataSource source) throws SQLException {
    var properties = new Properties();
    properties.putAll(source.getDataSourceProperties());
    if (source.getUsername() != null) {
      properties.setProperty("user", source.getUsername());
    }
    if (source.getPassword() != null) {
      properties.setProperty("password", source.getPassword());
    }
    String timeout = Long.toString(TIMEOUT.toSeconds());
    PGProperty.CONNECT_TIMEOUT.set(properties, timeout);
    PGProperty.SOCKET_TIMEOUT.set(properties, timeout);
    PGProperty.LOGIN_TIMEOUT.set(properties, timeout);
    PGProperty.APPLICATION_NAME.set(properties, "pawl-monitor");
    return DriverManager.getConnection(source.getJdbcUrl(), properties);
  }

  private static boolean isUnreachable(SQLException failure) {
    return failure.getSQLState() != null && UNREACHABLE.matcher(failure.getSQLState()).matches();
  }

  private static boolean isTimeout(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return String.valueOf(failure.getMessage()).contains("timed out")
        || String.valueOf(failure.getMessage()).contains("timeout");
  }

  private void recordOutage(String reason) {
    if (outage == null) {
      log.error("Database lost: {}; requests get 503 and workflows wait until it is back", reason);
      outage = reason;
      outageListener.run();
    }
    outage = reason;
  }

  private void recordSuccess() {
    if (unanswered > 0) {
      lastFailureAt = System.nanoTime();
    }
    if (outage != null) {
      log.info(
          "Database is back: outage of {} s",
          Duration.ofNanos(System.nanoTime() - lostAt).toSeconds());
    } else if (unanswered > 0) {
      log.warn("Database did not answer for {} s", TIMEOUT.toSeconds());
    }
    unanswered = 0;
    outage = null;
  }

  @PreDestroy
  void close() {
    checker.shutdownNow();
    closeConnection();
  }

  private void closeConnection() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("Connection of the database check could not be closed: {}", e.getMessage());
      }
    }
  }

  /** Throws an exception at once while the database cannot be reached, as a wait for a connection would be in vain. */
  void ensureReachable() throws DatabaseLostException {
    String reason = outage;
    if (reason != null) {
      throw new DatabaseLostException(reason);
    }
  }

  /** Thrown instead of a wait for a connection while the database cannot be reached. */
  static final class DatabaseLostException extends SQLTransientConnectionException {

    private static final long serialVersionUID = 1;

    DatabaseLostException(String reason) {
      super("The database cannot be reached: " + reason, DatabaseFailed.CONNECTION_FAILURE);
    }
  }
}
