package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.pawl.PawlTest;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Tests the migration of data that was stored before events and findings were partitioned. */
@PawlTest
class PartitionMigrationTests {

  private static final Duration DAY = Duration.ofDays(1);

  private HikariDataSource nodeDataSource;

  @Autowired
  void setDataSource(DataSource node) throws SQLException {
    nodeDataSource = node.unwrap(HikariDataSource.class);
  }

  @Autowired JdbcClient jdbc;
  private DriverManagerDataSource source = new DriverManagerDataSource();
  private JdbcClient client = JdbcClient.create(source);
  private final Instant now = Clock.systemUTC().instant();

  @BeforeEach
  void createDatabase() {
    jdbc.sql("create database before").update();
    String url = nodeDataSource.getJdbcUrl().replaceFirst("/[^/?]*(\\?.*)?$", "/before");
    source =
        new DriverManagerDataSource(
            url, nodeDataSource.getUsername(), nodeDataSource.getPassword());
    client = JdbcClient.create(source);
    migrate("25");
  }

  @AfterEach
  void dropDatabase() {
    jdbc.sql("drop database before").update();
  }

  private void migrate(String to) {
    Flyway.configure().dataSource(source).target(to).load().migrate();
  }

  /** Creates a workflow in the schema of the previous version, with a step, two events and a finding. */
  private UUID createWorkflow(Instant createdAt) {
    UUID id = new UUID(Partition.firstId(createdAt).getMostSignificantBits() | 0x7000, 5);
    client
        .sql(
            """
            insert into workflow (id, name, type, target, target_name, status, dry_run, priority, timeout_seconds, labels,
              cancel_requested, rollback_requested, event_sequence, epoch, created_at, updated_at, ended_at, interactive,
              decision_seconds, waited_ms, pause_requested, restarts)
            values (:id, :id::text, 't', '{}', 't', 'COMPLETED', true, 1, 1, '{}', false, false, 2, 1, :at, :at, :at, false,
              1, 0, false, 0)
            """)
        .param("id", id)
        .param("at", Timestamp.from(createdAt))
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
        .sql("insert into event select :id, n, 'x', now(), '{}' from generate_series(1, 2) n")
        .param("id", id)
        .update();
    client
        .sql(
            "insert into finding (step_id, position, file, line, \"column\", end_line, end_column,"
                + " severity, tool, rule, message, fingerprint, submitted_line) values (:id, 0,"
                + " 'f', 1, 2, 3, 4, 'INFO', 't', 'r', 'm', 'p', 7)")
        .param("id", id)
        .update();
    return id;
  }

  private String partitionOf(String table, String key, UUID id) {
    return client
        .sql(
            "select coalesce(string_agg(distinct tableoid::regclass::text, ','), 'none') from %s where %s = ?"
                .formatted(table, key))
        .param(id)
        .query(String.class)
        .single();
  }

  private long rows(String table) {
    return client.sql("select count(*) from " + table).query(Long.class).single();
  }

  private PartitionMaintenance partitionsAt(Instant time) {
    return new PartitionMaintenance(
        client,
        new JdbcTransactionManager(source),
        TestRetentionProperties.defaults(),
        Clock.fixed(time, ZoneOffset.UTC));
  }

  @Test
  void keepsExistingRowsAndPartitionsNewOnes() {
    UUID old = createWorkflow(now.minus(DAY.multipliedBy(10)));
    UUID today = createWorkflow(now);
    UUID future = createWorkflow(now.plus(DAY.multipliedBy(3)));

    migrate("latest");
    partitionsAt(now).createUpcoming();

    assertThat(rows("event")).isEqualTo(6);
    assertThat(rows("finding")).isEqualTo(3);
    assertThat(
            client
                .sql("select submitted_line from finding where step_id = ?")
                .param(old)
                .query(Integer.class)
                .single())
        .isEqualTo(7);
    assertThat(partitionOf("event", "workflow_id", old)).isEqualTo("event_before");
    assertThat(partitionOf("event", "workflow_id", today)).isEqualTo("event_before");
    assertThat(partitionOf("finding", "step_id", today)).isEqualTo("finding_before");
    assertThat(partitionOf("event", "workflow_id", future)).startsWith("event_2");
    assertThat(partitionOf("finding", "step_id", future)).startsWith("finding_2");
    assertThat(partitionsAt(now).list(PartitionedTable.EVENT).getFirst().to())
        .isEqualTo(now.truncatedTo(ChronoUnit.DAYS).plus(DAY));

    client.sql("delete from workflow where id = ?").param(old).update();
    assertThat(rows("event")).isEqualTo(4);
    assertThat(rows("finding")).isEqualTo(2);

    partitionsAt(now).dropExpired(now.plus(DAY.multipliedBy(91)));
    assertThat(rows("event")).isEqualTo(2);
    assertThat(partitionOf("finding", "step_id", today)).isEqualTo("none");
  }

  @Test
  void createsNoLegacyPartitionForEmptyTables() {
    migrate("latest");

    assertThat(partitionsAt(now).list(PartitionedTable.EVENT)).isEmpty();
    assertThat(rows("event_other")).isZero();
    partitionsAt(now).createUpcoming();
    assertThat(partitionsAt(now).list(PartitionedTable.FINDING))
        .hasSizeBetween(4, 5)
        .first()
        .matches(part -> part.contains(now));
  }
}
