package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.PawlTest;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests change notifications between two nodes on one database. */
@PawlTest
@ExtendWith(OutputCaptureExtension.class)
class PostgresNotifierTests {

  private HikariDataSource dataSource;

  @Autowired
  void setDataSource(DataSource node) throws SQLException {
    dataSource = node.unwrap(HikariDataSource.class);
  }

  @Autowired JdbcTemplate jdbc;
  private PostgresNotifier sender;
  private PostgresNotifier receiver;
  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    sender = new PostgresNotifier(dataSource, jdbc);
    receiver = new PostgresNotifier(dataSource, jdbc);
    receiver.setListener(received::add);
    sender.start();
    receiver.start();
  }

  @AfterEach
  void stop() {
    sender.stop();
    receiver.stop();
  }

  private void awaitDelivery(String workflow) throws InterruptedException {
    // Notifications sent before the other node listens are lost, so they are repeated until one
    // arrives.
    for (int attempt = 0; attempt < 100; attempt++) {
      sender.notifyNodes(workflow);
      for (String name = received.poll(200, TimeUnit.MILLISECONDS);
          name != null;
          name = received.poll(1, TimeUnit.MILLISECONDS)) {
        if (name.equals(workflow)) {
          return;
        }
      }
    }
    assertThat(received).as("received notifications").contains(workflow);
  }

  @Test
  void notifiesTheOtherNode() throws InterruptedException {
    awaitDelivery("quality_20260101_000000_notices1");
  }

  @Test
  void reconnectsAfterALostConnection() throws InterruptedException {
    awaitDelivery("quality_20260101_000000_notices2");

    jdbc.queryForList(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and pid"
            + " <> pg_backend_pid()");

    awaitDelivery("quality_20260101_000000_notices3");
  }

  @Test
  void stopsWithoutPoolWarnings(CapturedOutput output) throws InterruptedException {
    var config = new HikariConfig();
    config.setJdbcUrl(dataSource.getJdbcUrl());
    config.setUsername(dataSource.getUsername());
    config.setPassword(dataSource.getPassword());
    config.setMinimumIdle(0);
    try (var pool = new HikariDataSource(config)) {
      receiver.stop();
      receiver = new PostgresNotifier(pool, jdbc);
      receiver.setListener(received::add);
      receiver.start();
      awaitDelivery("quality_20260101_000000_notices4");

      receiver.stop();

      await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }
    assertThat(output).doesNotContain("marked as broken", "PSQLException");
  }

  @Test
  void deliversManyNotifications() throws InterruptedException {
    awaitDelivery("quality_20260101_000000_notices5");
    for (int i = 0; i < 1000; i++) {
      sender.notifyNodes("quality_20260101_000000_many%04d".formatted(i));
    }
    int count = 0;
    while (count < 1000) {
      String name = received.poll(20, TimeUnit.SECONDS);
      assertThat(name).as("after %d notifications", count).isNotNull();
      count += name.contains("many") ? 1 : 0;
    }
  }
}
