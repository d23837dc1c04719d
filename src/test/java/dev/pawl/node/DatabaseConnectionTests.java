package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests the settings of database connections, and a node whose database cannot be written. */
@PawlTest
class DatabaseConnectionTests {

  @Autowired JdbcClient jdbc;
  @Autowired DataSource dataSource;
  @Autowired PawlClient pawl;

  @Test
  void limitsHowLongConnectionsWaitForOthers() {
    var settings =
        Map.of(
            "lock_timeout", "8s",
            "idle_in_transaction_session_timeout", "12s",
            "tcp_user_timeout", "12000",
            "tcp_keepalives_idle", "5");
    settings.forEach((name, value) ->
        assertThat(jdbc.sql("show " + name).query(String.class).single())
            .as(name)
            .isEqualTo(value));
  }

  @Test
  void detectsDeadConnections() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isPositive();
    }
  }

  private int readiness() {
    return pawl.get("/actuator/health/readiness").status();
  }

  private void setReadOnly(boolean readOnly) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      statement.execute(
          readOnly
              ? "alter system set default_transaction_read_only = on"
              : "alter system reset default_transaction_read_only");
      statement.execute("select pg_reload_conf()");
      statement.execute("reset default_transaction_read_only");
    }
  }

  @Test
  void isNotReadyWhileTheDatabaseCannotBeWritten() throws SQLException {
    Path target = pawl.newTarget();
    TestFiles.write(target, "a.txt", "a\n");
    String body = "{\"type\": \"verify-only\", \"target\": {\"path\": \"%s\"}}".formatted(target);
    assertThat(readiness()).isEqualTo(200);
    setReadOnly(true);
    try {
      Awaitility.await().until(() -> readiness() == 503);

      ApiResponse rejected = pawl.post("/api/v1/workflows", body);

      assertThat(rejected.status()).as(rejected.body()).isEqualTo(503);
      assertThat(rejected.header("Retry-After")).isNotEmpty();
      assertThat(rejected.json().get("type").asString()).isEqualTo("/problems/service-unavailable");
      assertThat(pawl.get("/actuator/health/liveness").status()).isEqualTo(200);
    } finally {
      setReadOnly(false);
    }
    Awaitility.await().until(() -> readiness() == 200);
    assertThat(pawl.post("/api/v1/workflows", body).status()).isEqualTo(202);
  }
}
