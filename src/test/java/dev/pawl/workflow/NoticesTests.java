package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.PawlTest;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
class NoticesTests {

  @Autowired HikariDataSource dataSource;
  @Autowired JdbcTemplate jdbc;
  private Notices here;
  private Notices there;
  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    here = new Notices(dataSource, jdbc);
    there = new Notices(dataSource, jdbc);
    there.listener(heard::add);
    here.start();
    there.start();
  }

  @AfterEach
  void stop() {
    here.stop();
    there.stop();
  }

  private void arrives(String workflow) throws InterruptedException {
    // Notifications sent before the other node listens are lost, so they are repeated until one
    // arrives.
    for (int attempt = 0; attempt < 100; attempt++) {
      here.tell(workflow);
      for (String name = heard.poll(200, TimeUnit.MILLISECONDS);
          name != null;
          name = heard.poll(1, TimeUnit.MILLISECONDS)) {
        if (name.equals(workflow)) {
          return;
        }
      }
    }
    assertThat(heard).as("received notifications").contains(workflow);
  }

  @Test
  void tellsTheOtherNode() throws InterruptedException {
    arrives("quality_20260101_000000_notices1");
  }

  @Test
  void goesOnWhenItsConnectionIsLost() throws InterruptedException {
    arrives("quality_20260101_000000_notices2");

    jdbc.queryForList(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and pid"
            + " <> pg_backend_pid()");

    arrives("quality_20260101_000000_notices3");
  }

  @Test
  void stopsWithoutAWarningOfThePool(CapturedOutput output) throws InterruptedException {
    var config = new HikariConfig();
    config.setJdbcUrl(dataSource.getJdbcUrl());
    config.setUsername(dataSource.getUsername());
    config.setPassword(dataSource.getPassword());
    config.setMinimumIdle(0);
    try (var pool = new HikariDataSource(config)) {
      there.stop();
      there = new Notices(pool, jdbc);
      there.listener(heard::add);
      there.start();
      arrives("quality_20260101_000000_notices4");

      there.stop();

      await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }
    assertThat(output).doesNotContain("marked as broken", "PSQLException");
  }

  @Test
  void tellsOfManyAtOnce() throws InterruptedException {
    arrives("quality_20260101_000000_notices5");
    for (int one = 0; one < 1000; one++) {
      here.tell("quality_20260101_000000_many%04d".formatted(one));
    }
    int seen = 0;
    while (seen < 1000) {
      String name = heard.poll(20, TimeUnit.SECONDS);
      assertThat(name).as("after %d notifications", seen).isNotNull();
      seen += name.contains("many") ? 1 : 0;
    }
  }
}
