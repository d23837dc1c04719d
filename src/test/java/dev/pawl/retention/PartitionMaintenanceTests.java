package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.node.NodeService;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.WorkspaceService;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Each test uses a separate year, long ago, so that no current data is old. */
@PawlTest
class PartitionMaintenanceTests {

  private static final Duration DAY = Duration.ofDays(1);

  @Autowired PawlClient pawl;
  @Autowired NodeService nodes;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired WorkspaceService workspaces;
  @Autowired DataSource source;
  @Autowired PartitionMaintenance nodePartitions;
  private String original = "";
  private int copies;

  @BeforeEach
  void runWorkflow() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");
    original =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
  }

  @AfterEach
  void dropTestData() {
    jdbc.sql("delete from workflow where name like ?").param(original + "%").update();
    for (PartitionedTable history : PartitionedTable.values()) {
      nodePartitions.list(history).stream()
          .filter(part -> part.to().isBefore(Instant.parse("2020-01-01T00:00:00Z")))
          .forEach(part -> jdbc.sql("drop table " + part.name()).update());
    }
  }

  private PartitionMaintenance partitionsAt(Instant now, RetentionProperties properties) {
    return new PartitionMaintenance(
        jdbc, transactions, properties, Clock.fixed(now, ZoneOffset.UTC));
  }

  private PartitionMaintenance partitionsAt(Instant now) {
    return partitionsAt(now, TestRetentionProperties.defaults());
  }

  private void runRetention(Instant now, RetentionProperties properties) {
    new WorkflowRetentionJob(
            jdbc,
            transactions,
            workspaces,
            partitionsAt(now, properties),
            properties,
            nodes,
            Clock.fixed(now, ZoneOffset.UTC))
        .deleteExpired();
  }

  /** Creates a workflow as if it had been created at that time, with all that belongs to it. */
  private String createWorkflow(Instant createdAt, String status, Instant ended) {
    String name = original + "_" + ++copies;
    var id = new UUID(Partition.firstId(createdAt).getMostSignificantBits(), copies);
    copyRows(
        "workflow",
        "name = '" + original + "'",
        "id",
        id,
        "name",
        name,
        "status",
        status,
        "created_at",
        createdAt,
        "ended_at",
        ended);
    String ownerCondition =
        "workflow_id = (select id from workflow where name = '" + original + "')";
    copyRows("event", ownerCondition, "workflow_id", id);
    copyRows("phase", ownerCondition + " and position = 0", "id", id, "workflow_id", id);
    String step =
        "(select s.id from step s join phase p on p.id = s.phase_id where p."
            + ownerCondition
            + " and s.command = 'quality/verify')";
    copyRows("step", "id = " + step, "id", id, "phase_id", id);
    copyRows("attempt", "step_id = " + step, "id", id, "step_id", id);
    copyRows("finding", "step_id = " + step, "step_id", id);
    return name;
  }

  private String createWorkflow(Instant createdAt) {
    return createWorkflow(createdAt, "COMPLETED", createdAt.plusSeconds(60));
  }

  private void copyRows(String table, String where, Object... values) {
    var changed = new StringBuilder();
    for (int i = 0; i < values.length; i += 2) {
      changed
          .append(changed.isEmpty() ? "" : ", ")
          .append("'%s', '%s'".formatted(values[i], values[i + 1]));
    }
    int rows =
        jdbc.sql(
                "insert into %1$s select (jsonb_populate_record(o, jsonb_build_object(%2$s))).* from %1$s o where %3$s"
                    .formatted(table, changed, where))
            .update();
    assertThat(rows).as(table).isPositive();
  }

  private List<String> partitionNames(PartitionedTable history, int year) {
    return nodePartitions.list(history).stream()
        .map(Partition::name)
        .filter(name -> name.startsWith(history.table() + "_" + year))
        .toList();
  }

  private int status(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow).status();
  }

  private List<String> partitionsOf(String workflow) {
    return jdbc.sql(
            """
            select distinct e.tableoid::regclass::text from event e join workflow w on w.id = e.workflow_id where w.name = :name
            union select distinct f.tableoid::regclass::text from finding f join step s on s.id = f.step_id
              join phase p on p.id = s.phase_id join workflow w on w.id = p.workflow_id where w.name = :name
            order by 1
            """)
        .param("name", workflow)
        .query(String.class)
        .list();
  }

  /** Runs the same work on two nodes in parallel. */
  private static void runOnTwoNodes(Runnable work) throws Exception {
    var barrier = new CyclicBarrier(2);
    try (var nodes = Executors.newFixedThreadPool(2)) {
      Runnable together =
          () -> {
            try {
              barrier.await();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            work.run();
          };
      for (Future<?> node : List.of(nodes.submit(together), nodes.submit(together))) {
        node.get();
      }
    }
  }

  @Test
  void createsPartitionsAhead() {
    PartitionMaintenance partitions = partitionsAt(Instant.parse("2001-02-27T12:00:00Z"));

    partitions.createUpcoming();
    partitions.createUpcoming();

    assertThat(partitionNames(PartitionedTable.EVENT, 2001))
        .containsExactly(
            "event_200102270000", "event_200102280000", "event_200103010000", "event_200103020000");
    assertThat(partitionNames(PartitionedTable.FINDING, 2001)).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 2041", "PT-120H, 2042"})
  void neverDropsPartitionsOfThePresentOrTheFuture(Duration retention, int year) {
    Instant now = Instant.parse(year + "-02-27T12:00:00Z");
    partitionsAt(now).createUpcoming();
    String ended = createWorkflow(now.minusSeconds(3600));
    List<String> partitions = partitionNames(PartitionedTable.EVENT, year);
    assertThat(partitions).hasSize(4);

    runRetention(
        now, TestRetentionProperties.of(retention, retention, retention, Duration.ofDays(1)));

    assertThat(status(ended)).isEqualTo(200);
    assertThat(partitionNames(PartitionedTable.EVENT, year)).isEqualTo(partitions);
    assertThat(partitionNames(PartitionedTable.FINDING, year)).hasSize(4);
  }

  @Test
  void createsPartitionsOnceOnTwoNodes() throws Exception {
    runOnTwoNodes(() -> partitionsAt(Instant.parse("2002-01-01T00:00:00Z")).createUpcoming());

    assertThat(partitionNames(PartitionedTable.EVENT, 2002)).hasSize(4);
    assertThat(partitionNames(PartitionedTable.FINDING, 2002)).hasSize(4);
  }

  @Test
  void createsAdjacentPartitionsAfterLengthChange() {
    Instant noon = Instant.parse("2003-01-01T12:00:00Z");
    partitionsAt(noon).createUpcoming();
    Instant later = Instant.parse("2003-01-04T22:30:00Z");
    var hours = TestRetentionProperties.of(Duration.ofDays(3), null, DAY, Duration.ofHours(1));
    partitionsAt(later, hours).createUpcoming();
    assertThat(partitionNames(PartitionedTable.EVENT, 2003))
        .hasSize(7)
        .endsWith("event_200301050000", "event_200301050100", "event_200301050200");

    partitionsAt(Instant.parse("2003-01-05T02:30:00Z")).createUpcoming();

    List<Partition> partitions =
        nodePartitions.list(PartitionedTable.EVENT).stream()
            .filter(part -> part.name().startsWith("event_2003"))
            .toList();
    for (int i = 1; i < partitions.size(); i++) {
      assertThat(partitions.get(i).from()).isEqualTo(partitions.get(i - 1).to());
    }
    assertThat(partitions.get(7))
        .isEqualTo(
            new Partition(
                "event_200301050300",
                Instant.parse("2003-01-05T03:00:00Z"),
                Instant.parse("2003-01-06T00:00:00Z")));
  }

  @Test
  void movesRowsFromDefaultPartition() {
    Instant createdAt = Instant.parse("2004-01-02T10:00:00Z");
    String early = createWorkflow(createdAt);
    assertThat(partitionsOf(early)).containsExactly("event_other", "finding_other");
    List<String> events = pawl.eventTypes(early);
    assertThat(events).isNotEmpty();

    partitionsAt(createdAt.minus(DAY)).createUpcoming();

    assertThat(partitionsOf(early)).containsExactly("event_200401020000", "finding_200401020000");
    assertThat(pawl.eventTypes(early)).isEqualTo(events);
  }

  @Test
  void storesNewRowsInCurrentPartition() {
    nodePartitions.createUpcoming();
    Path target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");

    String workflow =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    Instant today = Clock.systemUTC().instant();
    assertThat(partitionsOf(workflow))
        .allSatisfy(partition ->
            assertThat(
                    nodePartitions.list(
                        PartitionedTable.valueOf(
                            partition
                                .substring(0, partition.indexOf('_'))
                                .toUpperCase(Locale.ROOT))))
                .filteredOn(part -> part.name().equals(partition))
                .singleElement()
                .matches(part -> part.contains(today) || part.contains(today.minusSeconds(60))));
    jdbc.sql("delete from workflow where name = ?").param(workflow).update();
  }

  @Test
  void dropsPartitionsWithoutRetainedWorkflows() {
    Instant first = Instant.parse("2005-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String old = createWorkflow(first.plusSeconds(3600));
    String undecided = createWorkflow(first.plusSeconds(7200), "AWAITING_DECISION", first);
    String next = createWorkflow(first.plus(DAY).plusSeconds(5));
    String recent = createWorkflow(first.plus(DAY.multipliedBy(3)).plusSeconds(5));

    runRetention(first.plus(DAY.multipliedBy(92)), TestRetentionProperties.defaults());

    assertThat(partitionNames(PartitionedTable.EVENT, 2005))
        .containsExactly("event_200501010000", "event_200501030000", "event_200501040000")
        .hasSameSizeAs(partitionNames(PartitionedTable.FINDING, 2005));
    assertThat(List.of(status(old), status(undecided), status(next), status(recent)))
        .isEqualTo(List.of(404, 200, 404, 200));
    assertThat(partitionsOf(undecided))
        .containsExactly("event_200501010000", "finding_200501010000");
    assertThat(partitionsOf(recent)).hasSize(2);

    jdbc.sql("update workflow set status = 'COMPLETED' where name = ?").param(undecided).update();
    runRetention(first.plus(DAY.multipliedBy(92)), TestRetentionProperties.defaults());

    assertThat(partitionNames(PartitionedTable.EVENT, 2005)).doesNotContain("event_200501010000");
    assertThat(partitionNames(PartitionedTable.FINDING, 2005))
        .doesNotContain("finding_200501010000");
    assertThat(status(undecided)).isEqualTo(404);
  }

  @Test
  void keepsPartitionWithFindingsOfOlderRetainedWorkflow() {
    Instant first = Instant.parse("2006-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String undecided = createWorkflow(first, "AWAITING_DECISION", first);
    var later = new UUID(Partition.firstId(first.plus(DAY)).getMostSignificantBits(), 77);
    String phase =
        "phase_id = (select p.id from phase p join workflow w on w.id = p.workflow_id where w.name"
            + " = '"
            + undecided
            + "')";
    copyRows("step", phase, "id", later, "position", 9);
    copyRows(
        "finding",
        "step_id = (select id from step where " + phase + " and position <> 9)",
        "step_id",
        later);

    partitionsAt(first, TestRetentionProperties.defaults())
        .dropExpired(first.plus(DAY.multipliedBy(100)));

    assertThat(partitionNames(PartitionedTable.EVENT, 2006)).containsExactly("event_200601010000");
    assertThat(partitionNames(PartitionedTable.FINDING, 2006))
        .containsExactly("finding_200601010000", "finding_200601020000");
  }

  @Test
  void keepsWorkflowsUntilTheirPartitionExpires() {
    Instant first = Instant.parse("2007-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String morning = createWorkflow(first.plusSeconds(60));
    Instant evening = first.plus(DAY.multipliedBy(90)).plus(Duration.ofHours(20));

    runRetention(evening, TestRetentionProperties.defaults());
    assertThat(status(morning)).isEqualTo(200);
    assertThat(partitionsOf(morning)).hasSize(2);

    runRetention(evening.plus(Duration.ofHours(4)), TestRetentionProperties.defaults());
    assertThat(status(morning)).isEqualTo(404);
    assertThat(partitionNames(PartitionedTable.EVENT, 2007)).doesNotContain("event_200701010000");
  }

  @Test
  void dropsPartitionsOnceOnTwoNodes() throws Exception {
    Instant first = Instant.parse("2008-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String old = createWorkflow(first);

    runOnTwoNodes(
        () -> runRetention(first.plus(DAY.multipliedBy(200)), TestRetentionProperties.defaults()));

    assertThat(partitionNames(PartitionedTable.EVENT, 2008)).isEmpty();
    assertThat(partitionNames(PartitionedTable.FINDING, 2008)).isEmpty();
    assertThat(status(old)).isEqualTo(404);
  }

  @Test
  void keepsPartitionsDuringLongRead() throws SQLException {
    Instant first = Instant.parse("2009-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String old = createWorkflow(first);
    try (Connection reader = source.getConnection();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from event");

      runRetention(first.plus(DAY.multipliedBy(100)), TestRetentionProperties.defaults());

      assertThat(partitionNames(PartitionedTable.EVENT, 2009)).hasSize(4);
      assertThat(status(old)).as("its events would otherwise be deleted row by row").isEqualTo(200);
      reader.rollback();
    }
    runRetention(first.plus(DAY.multipliedBy(100)), TestRetentionProperties.defaults());
    assertThat(partitionNames(PartitionedTable.EVENT, 2009)).isEmpty();
    assertThat(status(old)).isEqualTo(404);
  }

  @Test
  void dropsEventsBeforeTheirWorkflow() {
    Instant first = Instant.parse("2010-01-01T00:00:00Z");
    partitionsAt(first).createUpcoming();
    String old = createWorkflow(first);

    runRetention(first.plus(DAY.multipliedBy(10)), TestRetentionProperties.withEvents(3));

    assertThat(partitionNames(PartitionedTable.EVENT, 2010)).isEmpty();
    assertThat(partitionNames(PartitionedTable.FINDING, 2010)).hasSize(4);
    String workflow = "/api/v1/workflows/" + old;
    assertThat(pawl.get(workflow + "/events").json().get("items")).isEmpty();
    assertThat(pawl.get(workflow + "/events").json().get("next_after").isNull()).isTrue();
    assertThat(pawl.get(workflow + "/events", "Accept", "text/event-stream").status())
        .isEqualTo(204);
    assertThat(
            pawl.get(workflow + "/events", "Accept", "text/event-stream", "Last-Event-ID", "2")
                .status())
        .isEqualTo(204);
    assertThat(pawl.get(workflow + "/findings").json().get("items")).isNotEmpty();
    assertThat(pawl.get(workflow + "/report?format=html").status()).isEqualTo(200);
    assertThat(pawl.get("/workflows/" + old).status()).isEqualTo(200);
    jdbc.sql(
            "insert into event select id, 99, 'said_late', now(), '{}' from workflow where name ="
                + " ?")
        .param(old)
        .update();
    assertThat(pawl.eventTypes(old)).containsExactly("said_late");
  }
}
