package dev.pawl.workflow;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Exchanges the names of changed workflows between nodes by PostgreSQL LISTEN and NOTIFY. Sends after the commit and in
 * batches, because transactions that execute NOTIFY commit one after the other.
 */
@Component
class PostgresNotifier implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PostgresNotifier.class);
  private static final String CHANNEL = "pawl_workflow_changed";
  private static final String SEPARATOR = ",";

  /** A payload is limited to 8,000 bytes, and a name has 31. */
  private static final int MAX_BATCH_SIZE = 200;

  private static final int QUEUE_CAPACITY = 100_000;
  private static final Duration LISTEN_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration BATCH_DELAY = Duration.ofMillis(20);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;
  private final BlockingQueue<String> pending = new LinkedBlockingQueue<>(QUEUE_CAPACITY);
  private volatile Consumer<String> listener = name -> {};
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private List<Thread> threads = List.of();

  PostgresNotifier(DataSource dataSource, JdbcTemplate jdbc) {
    this.dataSource = dataSource;
    this.jdbc = jdbc;
  }

  /** Sets the listener that receives the changes of all nodes. */
  void setListener(Consumer<String> newListener) {
    listener = newListener;
  }

  /** Queues a notification to the other nodes. Delivery is not guaranteed, so that waiters must also poll. */
  void notifyNodes(String workflow) {
    if (!pending.offer(workflow)) {
      log.debug("Change notification dropped because the queue is full: {}", workflow);
    }
  }

  private interface InterruptibleTask {
    void run() throws InterruptedException, SQLException;
  }

  @Override
  public void start() {
    stopped = new CountDownLatch(1);
    threads =
        List.of(
            Thread.ofVirtual().name("notices-in").start(() -> runUntilStopped(this::listen)),
            Thread.ofVirtual().name("notices-out").start(() -> runUntilStopped(this::sendBatch)));
  }

  private void runUntilStopped(InterruptibleTask task) {
    try {
      while (isRunning()) {
        try {
          task.run();
        } catch (SQLException | DataAccessException e) {
          log.debug("Change notifications interrupted, retrying: {}", e.getMessage());
          if (stopped.await(RETRY_DELAY.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      try {
        listen(connection);
      } catch (SQLException e) {
        // Evicted so that the pool does not warn about a connection closed on shutdown or by the
        // database.
        if (dataSource.isWrapperFor(HikariDataSource.class)) {
          dataSource.unwrap(HikariDataSource.class).evictConnection(connection);
        }
        throw e;
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (var statement = connection.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    var postgres = connection.unwrap(PGConnection.class);
    while (isRunning()) {
      PGNotification[] notifications = postgres.getNotifications((int) LISTEN_TIMEOUT.toMillis());
      if (notifications != null) {
        Arrays.stream(notifications)
            .flatMap(notification -> Arrays.stream(notification.getParameter().split(SEPARATOR)))
            .distinct()
            .forEach(listener);
      }
    }
  }

  private void sendBatch() throws InterruptedException {
    var names = new ArrayList<String>();
    names.add(pending.take());
    // Subscribers on this node are already notified; a short delay batches changes for the other
    // nodes.
    if (stopped.await(BATCH_DELAY.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    pending.drainTo(names, MAX_BATCH_SIZE - 1);
    String payload = String.join(SEPARATOR, names.stream().distinct().toList());
    jdbc.queryForList("select pg_notify(?, ?)", CHANNEL, payload);
  }

  @Override
  public void stop() {
    stopped.countDown();
    threads.forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }
}
