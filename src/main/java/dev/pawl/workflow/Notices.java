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
class Notices implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Notices.class);
  private static final String CHANNEL = "pawl_workflow_changed";
  private static final String BETWEEN = ",";

  /** A payload is limited to 8,000 bytes, and a name has 31. */
  private static final int MOST_NAMES = 200;

  private static final int MOST_WAITING = 100_000;
  private static final Duration LISTEN = Duration.ofSeconds(10);
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;
  private final BlockingQueue<String> untold = new LinkedBlockingQueue<>(MOST_WAITING);
  private volatile Consumer<String> listener = name -> {};
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private List<Thread> threads = List.of();

  Notices(DataSource dataSource, JdbcTemplate jdbc) {
    this.dataSource = dataSource;
    this.jdbc = jdbc;
  }

  /** Sets the listener that receives the changes of all nodes. */
  void listener(Consumer<String> told) {
    listener = told;
  }

  /** Queues a notification to the other nodes. Delivery is not guaranteed, so that waiters must also poll. */
  void tell(String workflow) {
    if (!untold.offer(workflow)) {
      log.debug("Change notification dropped, queue is full: {}", workflow);
    }
  }

  private interface Work {
    void goOn() throws InterruptedException, SQLException;
  }

  @Override
  public void start() {
    stopped = new CountDownLatch(1);
    threads =
        List.of(
            Thread.ofVirtual().name("notices-in").start(() -> keepOn(this::listen)),
            Thread.ofVirtual().name("notices-out").start(() -> keepOn(this::send)));
  }

  private void keepOn(Work work) {
    try {
      while (isRunning()) {
        try {
          work.goOn();
        } catch (SQLException | DataAccessException e) {
          log.debug("Change notifications interrupted, retrying: {}", e.getMessage());
          if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException ended) {
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
      PGNotification[] news = postgres.getNotifications((int) LISTEN.toMillis());
      if (news != null) {
        Arrays.stream(news)
            .flatMap(one -> Arrays.stream(one.getParameter().split(BETWEEN)))
            .distinct()
            .forEach(listener);
      }
    }
  }

  private void send() throws InterruptedException {
    var names = new ArrayList<String>();
    names.add(untold.take());
    // Subscribers on this node are already notified; a short delay batches changes for the other
    // nodes.
    if (stopped.await(LINGER.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    untold.drainTo(names, MOST_NAMES - 1);
    String text = String.join(BETWEEN, names.stream().distinct().toList());
    jdbc.queryForList("select pg_notify(?, ?)", CHANNEL, text);
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
