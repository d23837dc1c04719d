package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the processes of a real embedded PostgreSQL. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EmbeddedPostgresServerTests {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path temp;
  private final AtomicInteger ends = new AtomicInteger();
  private EmbeddedPostgresServer server;

  private void start(Duration timeout) throws IOException {
    server = new EmbeddedPostgresServer(temp.toRealPath(), timeout, ends::incrementAndGet);
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.getJdbcUrl(), server.getUsername(), server.getPassword());
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readAllLines(temp.resolve("postgres/postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private int countRows() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery("select count(*) from kept")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  private void kill() throws Exception {
    ProcessHandle killed = process();
    assertThat(killed.destroyForcibly()).isTrue();
    killed.onExit().get();
  }

  @Test
  void startsAgainAtTheSameAddressWithItsDataAfterEachKill() throws Exception {
    start(Duration.ofMinutes(1));
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("create table kept (id int)");
      statement.execute("insert into kept values (7)");
    }
    String address = server.getJdbcUrl();

    for (int kills = 1; kills <= 2; kills++) {
      kill();
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(() -> assertThat(countRows()).isEqualTo(1));
    }

    assertThat(server.getJdbcUrl()).isEqualTo(address);
    assertThat(ends).hasValue(0);
  }

  @Test
  void endsTheNodeIfItCannotBeStartedAgain() throws Exception {
    start(Duration.ofSeconds(15));
    Files.delete(temp.resolve("postgres/global/pg_control"));

    kill();

    Awaitility.await().atMost(PATIENCE).until(() -> ends.get() == 1);
  }
}
