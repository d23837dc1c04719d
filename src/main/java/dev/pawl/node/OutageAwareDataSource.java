package dev.pawl.node;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Fails requests for a connection at once while the database is lost. Without an outage, a caller waits for a free
 * connection as long as {@code spring.datasource.hikari.connection-timeout} permits; it waits in short turns, so that
 * an outage ends the wait.
 */
final class OutageAwareDataSource extends DelegatingDataSource {

  private static final Logger log = LoggerFactory.getLogger(OutageAwareDataSource.class);
  private static final Duration TURN = Duration.ofSeconds(1);

  private final DatabaseMonitor monitor;
  private final Duration patience;
  private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();

  private OutageAwareDataSource(DataSource pool, DatabaseMonitor monitor, Duration patience) {
    super(pool);
    this.monitor = monitor;
    this.patience = patience;
    monitor.onOutage(this::abortConnections);
  }

  /** Wraps the connection pool of the application. */
  @Configuration(proxyBeanMethods = false)
  static class OutageAwareDataSourceConfiguration {

    @Bean
    static BeanPostProcessor outageAwareDataSource(ObjectProvider<DatabaseMonitor> monitors) {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof HikariDataSource pool ? wrap(pool, monitors.getObject()) : bean;
        }
      };
    }
  }

  private static OutageAwareDataSource wrap(HikariDataSource pool, DatabaseMonitor monitor) {
    monitor.watch(pool);
    Duration patience = Duration.ofMillis(pool.getConnectionTimeout());
    pool.setConnectionTimeout(Math.min(pool.getConnectionTimeout(), TURN.toMillis()));
    return new OutageAwareDataSource(pool, monitor, patience);
  }

  @Override
  public Connection getConnection() throws SQLException {
    long start = System.nanoTime();
    while (true) {
      monitor.ensureReachable();
      try {
        return track(super.getConnection());
      } catch (SQLTransientConnectionException e) {
        if (System.nanoTime() - start >= patience.toNanos()
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private Connection track(Connection connection) {
    inUse.removeIf(OutageAwareDataSource::isClosed);
    inUse.add(connection);
    return connection;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Ends the statements that wait for a database that no longer answers, long before their socket timeout. */
  private void abortConnections() {
    for (Connection connection : inUse) {
      try {
        if (!connection.isClosed()) {
          connection.abort(Runnable::run);
        }
      } catch (SQLException e) {
        log.debug("Connection could not be aborted: {}", e.getMessage());
      }
    }
    inUse.clear();
  }
}
