package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.PawlTest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tests the migration of attempts that stated only in a sentence that they reuse a result. */
@PawlTest
class VerdictDataMigrationTests {

  private HikariDataSource nodeDataSource;

  @Autowired
  void setDataSource(DataSource node) throws SQLException {
    nodeDataSource = node.unwrap(HikariDataSource.class);
  }

  @Autowired JdbcClient jdbc;
  private DriverManagerDataSource source = new DriverManagerDataSource();
  private JdbcClient client = JdbcClient.create(source);

  @BeforeEach
  void createDatabase() {
    jdbc.sql("create database before_verdict_data").update();
    String url =
        nodeDataSource.getJdbcUrl().replaceFirst("/[^/?]*(\\?.*)?$", "/before_verdict_data");
    source =
        new DriverManagerDataSource(
            url, nodeDataSource.getUsername(), nodeDataSource.getPassword());
    client = JdbcClient.create(source);
    migrate("26");
  }

  @AfterEach
  void dropDatabase() {
    jdbc.sql("drop database before_verdict_data").update();
  }

  private void migrate(String to) {
    Flyway.configure().dataSource(source).target(to).load().migrate();
  }

  /** Creates a workflow with one attempt, in the schema of the previous version. */
  private UUID createAttempt(@Nullable String origin, String stages) {
    var id = UUID.randomUUID();
    client
        .sql(
            """
            insert into workflow (id, name, type, target, target_name, status, dry_run, priority, timeout_seconds, labels,
              cancel_requested, rollback_requested, event_sequence, epoch, created_at, updated_at, ended_at, interactive,
              decision_seconds, waited_ms, pause_requested, restarts, origin, origin_step)
            values (:id, :id::text, 't', '{}', 't', 'COMPLETED', true, 1, 1, '{}', false, false, 2, 1, now(), now(), now(),
              false, 1, 0, false, 0, :origin, 's')
            """)
        .param("id", id)
        .param("origin", origin)
        .update();
    client
        .sql(
            "insert into phase (id, workflow_id, position, name, status, kind) values (:id, :id, 0,"
                + " 'p', 'COMPLETED', 'SEQUENTIAL')")
        .param("id", id)
        .update();
    client
        .sql(
            """
            insert into step (id, phase_id, position, name, command, modifies, timeout_seconds, on_failure, gates, status,
              arguments, points, dependencies, conditions, tries, lost)
            values (:id, :id, 0, 's', 'c', false, 1, 'x', '[]', 'COMPLETED', '', 1, '[]', '{}', 1, 0)
            """)
        .param("id", id)
        .update();
    client
        .sql(
            """
            insert into attempt (id, step_id, number, epoch, node, status, started_at, ended_at, verdicts, stages)
            values (:id, :id, 1, 1, 'n', 'COMPLETED', now(), now(), '["errors <= 0 on all code: 0, passed"]', :stages::jsonb)
            """)
        .param("id", id)
        .param("stages", stages)
        .update();
    return id;
  }

  private List<String> reused() {
    return client
        .sql("select id || ' ' || reused_from from attempt where reused_from is not null")
        .query(String.class)
        .list();
  }

  @Test
  void findsTheOriginOfReusedResults() {
    String reusedStage = "{\"stage\": \"execution\", \"detail\": \"taken over from quality_a\"}";
    UUID reused = createAttempt("quality_a", "[" + reusedStage + "]");
    createAttempt("quality_a", "[{\"stage\": \"resolution\", \"detail\": \"team/it\"}]");
    createAttempt("quality_a", "[%s, %s]".formatted(reusedStage, reusedStage));
    createAttempt("quality_a", "[]");
    createAttempt(null, "[" + reusedStage + "]");

    migrate("latest");

    assertThat(reused()).containsExactly(reused + " quality_a");
    assertThat(
            client
                .sql("select count(*) from attempt where verdicts ->> 0 like '%, passed'")
                .query(Long.class)
                .single())
        .as("verdicts that are stored as text")
        .isEqualTo(5);
  }
}
