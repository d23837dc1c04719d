package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Workspaces;
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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Each test uses a separate year, long ago, so that no current data is old. */
@PawlTest
class PartitionsTests {

  private static final Duration DAY = Duration.ofDays(1);

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired Workspaces workspaces;
  @Autowired DataSource source;
  @Autowired Partitions ofNode;
  private String original = "";
  private int copies;

  @BeforeEach
  void runOne() {
    Path target = pawl.newTarget();
    Folders.write(target, "bad.json", "{");
    original = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
  }

  @AfterEach
  void leaveNothing() {
    jdbc.sql("delete from workflow where name like ?").param(original + "%").update();
    for (History history : History.values()) {
      ofNode.of(history).stream()
          .filter(part -> part.to().isBefore(Instant.parse("2020-01-01T00:00:00Z")))
          .forEach(part -> jdbc.sql("drop table " + part.name()).update());
    }
  }

  private Partitions at(Instant now, RetentionProperties ages) {
    return new Partitions(jdbc, transactions, ages, Clock.fixed(now, ZoneOffset.UTC));
  }

  private Partitions at(Instant now) {
    return at(now, Ages.usual());
  }

  private void retain(Instant now, RetentionProperties ages) {
    new Retention(
            jdbc, transactions, workspaces, at(now, ages), ages, Clock.fixed(now, ZoneOffset.UTC))
        .runOnce();
  }

  /** Creates a workflow as if it had been created at that time, with all that belongs to it. */
  private String made(Instant then, String status, Instant ended) {
    String name = original + "_" + ++copies;
    var id = new UUID(Part.first(then).getMostSignificantBits(), copies);
    copy(
        "workflow",
        "name = '" + original + "'",
        "id",
        id,
        "name",
        name,
        "status",
        status,
        "created_at",
        then,
        "ended_at",
        ended);
    String of = "workflow_id = (select id from workflow where name = '" + original + "')";
    copy("event", of, "workflow_id", id);
    copy("phase", of + " and position = 0", "id", id, "workflow_id", id);
    String step =
        "(select s.id from step s join phase p on p.id = s.phase_id where p."
            + of
            + " and s.command = 'quality/verify')";
    copy("step", "id = " + step, "id", id, "phase_id", id);
    copy("attempt", "step_id = " + step, "id", id, "step_id", id);
    copy("finding", "step_id = " + step, "step_id", id);
    return name;
  }

  private String made(Instant then) {
    return made(then, "COMPLETED", then.plusSeconds(60));
  }

  private void copy(String table, String where, Object... values) {
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

  private List<String> names(History history, int year) {
    return ofNode.of(history).stream()
        .map(Part::name)
        .filter(name -> name.startsWith(history.table() + "_" + year))
        .toList();
  }

  private int status(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow).status();
  }

  private List<String> placesOf(String workflow) {
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
  private static void twice(Runnable work) throws Exception {
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
  void areMadeSomeDaysAhead() {
    Partitions partitions = at(Instant.parse("2001-02-27T12:00:00Z"));

    partitions.makeAhead();
    partitions.makeAhead();

    assertThat(names(History.EVENT, 2001))
        .containsExactly(
            "event_200102270000", "event_200102280000", "event_200103010000", "event_200103020000");
    assertThat(names(History.FINDING, 2001)).hasSize(4);
  }

  @Test
  void areMadeOnceByTwoNodes() throws Exception {
    twice(() -> at(Instant.parse("2002-01-01T00:00:00Z")).makeAhead());

    assertThat(names(History.EVENT, 2002)).hasSize(4);
    assertThat(names(History.FINDING, 2002)).hasSize(4);
  }

  @Test
  void followEachOtherWhenTheirLengthChanges() {
    Instant noon = Instant.parse("2003-01-01T12:00:00Z");
    at(noon).makeAhead();
    Instant later = Instant.parse("2003-01-04T22:30:00Z");
    var hours = Ages.of(Duration.ofDays(3), null, DAY, Duration.ofHours(1));
    at(later, hours).makeAhead();
    assertThat(names(History.EVENT, 2003))
        .hasSize(7)
        .endsWith("event_200301050000", "event_200301050100", "event_200301050200");

    at(Instant.parse("2003-01-05T02:30:00Z")).makeAhead();

    List<Part> all =
        ofNode.of(History.EVENT).stream()
            .filter(part -> part.name().startsWith("event_2003"))
            .toList();
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).from()).isEqualTo(all.get(i - 1).to());
    }
    assertThat(all.get(7))
        .isEqualTo(
            new Part(
                "event_200301050300",
                Instant.parse("2003-01-05T03:00:00Z"),
                Instant.parse("2003-01-06T00:00:00Z")));
  }

  @Test
  void whatComesWithoutOneIsKeptAndTakenOver() {
    Instant then = Instant.parse("2004-01-02T10:00:00Z");
    String early = made(then);
    assertThat(placesOf(early)).containsExactly("event_other", "finding_other");
    List<String> events = pawl.events(early);
    assertThat(events).isNotEmpty();

    at(then.minus(DAY)).makeAhead();

    assertThat(placesOf(early)).containsExactly("event_200401020000", "finding_200401020000");
    assertThat(pawl.events(early)).isEqualTo(events);
  }

  @Test
  void whatHappensNowGoesIntoThatOfToday() {
    ofNode.makeAhead();
    Path target = pawl.newTarget();
    Folders.write(target, "bad.json", "{");

    String now = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    Instant today = Clock.systemUTC().instant();
    assertThat(placesOf(now))
        .allSatisfy(place ->
            assertThat(
                    ofNode.of(
                        History.valueOf(
                            place.substring(0, place.indexOf('_')).toUpperCase(Locale.ROOT))))
                .filteredOn(part -> part.name().equals(place))
                .singleElement()
                .matches(part -> part.contains(today) || part.contains(today.minusSeconds(60))));
    jdbc.sql("delete from workflow where name = ?").param(now).update();
  }

  @Test
  void goWhenAllOfTheirWorkflowsMayGo() {
    Instant first = Instant.parse("2005-01-01T00:00:00Z");
    at(first).makeAhead();
    String old = made(first.plusSeconds(3600));
    String asks = made(first.plusSeconds(7200), "AWAITING_DECISION", first);
    String next = made(first.plus(DAY).plusSeconds(5));
    String young = made(first.plus(DAY.multipliedBy(3)).plusSeconds(5));

    retain(first.plus(DAY.multipliedBy(92)), Ages.usual());

    assertThat(names(History.EVENT, 2005))
        .containsExactly("event_200501010000", "event_200501030000", "event_200501040000")
        .hasSameSizeAs(names(History.FINDING, 2005));
    assertThat(List.of(status(old), status(asks), status(next), status(young)))
        .isEqualTo(List.of(404, 200, 404, 200));
    assertThat(placesOf(asks)).containsExactly("event_200501010000", "finding_200501010000");
    assertThat(placesOf(young)).hasSize(2);

    jdbc.sql("update workflow set status = 'COMPLETED' where name = ?").param(asks).update();
    retain(first.plus(DAY.multipliedBy(92)), Ages.usual());

    assertThat(names(History.EVENT, 2005)).doesNotContain("event_200501010000");
    assertThat(names(History.FINDING, 2005)).doesNotContain("finding_200501010000");
    assertThat(status(asks)).isEqualTo(404);
  }

  @Test
  void stayForAFindingOfAnOlderWorkflowThatStays() {
    Instant first = Instant.parse("2006-01-01T00:00:00Z");
    at(first).makeAhead();
    String asks = made(first, "AWAITING_DECISION", first);
    var later = new UUID(Part.first(first.plus(DAY)).getMostSignificantBits(), 77);
    String phase =
        "phase_id = (select p.id from phase p join workflow w on w.id = p.workflow_id where w.name"
            + " = '"
            + asks
            + "')";
    copy("step", phase, "id", later, "position", 9);
    copy(
        "finding",
        "step_id = (select id from step where " + phase + " and position <> 9)",
        "step_id",
        later);

    at(first, Ages.usual()).dropOld(first.plus(DAY.multipliedBy(100)));

    assertThat(names(History.EVENT, 2006)).containsExactly("event_200601010000");
    assertThat(names(History.FINDING, 2006))
        .containsExactly("finding_200601010000", "finding_200601020000");
  }

  @Test
  void workflowsWaitUntilAllOfTheirTimeAreOld() {
    Instant first = Instant.parse("2007-01-01T00:00:00Z");
    at(first).makeAhead();
    String morning = made(first.plusSeconds(60));
    Instant evening = first.plus(DAY.multipliedBy(90)).plus(Duration.ofHours(20));

    retain(evening, Ages.usual());
    assertThat(status(morning)).isEqualTo(200);
    assertThat(placesOf(morning)).hasSize(2);

    retain(evening.plus(Duration.ofHours(4)), Ages.usual());
    assertThat(status(morning)).isEqualTo(404);
    assertThat(names(History.EVENT, 2007)).doesNotContain("event_200701010000");
  }

  @Test
  void goOnceWithTwoNodes() throws Exception {
    Instant first = Instant.parse("2008-01-01T00:00:00Z");
    at(first).makeAhead();
    String old = made(first);

    twice(() -> retain(first.plus(DAY.multipliedBy(200)), Ages.usual()));

    assertThat(names(History.EVENT, 2008)).isEmpty();
    assertThat(names(History.FINDING, 2008)).isEmpty();
    assertThat(status(old)).isEqualTo(404);
  }

  @Test
  void stayWhileSomebodyReadsForLong() throws SQLException {
    Instant first = Instant.parse("2009-01-01T00:00:00Z");
    at(first).makeAhead();
    String old = made(first);
    try (Connection reader = source.getConnection();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from event");

      retain(first.plus(DAY.multipliedBy(100)), Ages.usual());

      assertThat(names(History.EVENT, 2009)).hasSize(4);
      assertThat(status(old)).as("its events would otherwise be deleted row by row").isEqualTo(200);
      reader.rollback();
    }
    retain(first.plus(DAY.multipliedBy(100)), Ages.usual());
    assertThat(names(History.EVENT, 2009)).isEmpty();
    assertThat(status(old)).isEqualTo(404);
  }

  @Test
  void eventsMayGoBeforeTheirWorkflow() {
    Instant first = Instant.parse("2010-01-01T00:00:00Z");
    at(first).makeAhead();
    String old = made(first);

    retain(first.plus(DAY.multipliedBy(10)), Ages.events(3));

    assertThat(names(History.EVENT, 2010)).isEmpty();
    assertThat(names(History.FINDING, 2010)).hasSize(4);
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
    assertThat(pawl.events(old)).containsExactly("said_late");
  }
}
