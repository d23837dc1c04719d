package dev.pawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/** Tests the submission of workflows at the due times of schedules. */
@PawlTest
class TimekeeperTests {

  private static final String SCHEDULES = "/api/v1/schedules";

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  @Autowired ApplicationContext context;
  @Autowired TransactionOperations transaction;
  private Path target;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    name = target.getFileName().toString();
    Folders.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void forgetAll() {
    jdbc.sql("delete from schedule").update();
  }

  /** Returns the trigger of a node whose clock shows this time. */
  private Timekeeper at(Instant time, TransactionOperations transactions) {
    return Timekeepers.at(time, context, transactions);
  }

  private void runAt(Instant time) {
    at(time, transaction).runOnce();
  }

  private JsonNode create(String cron, String workflow, String more) {
    Answer answer =
        pawl.post(
            SCHEDULES,
            "{\"name\": \"%s\", \"cron\": \"%s\", \"workflow\": {\"target\": {\"path\": \"%s\"}%s}%s}"
                .formatted(name, cron, target, workflow, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode hourly(String more) {
    return create("0 * * * *", ", \"type\": \"verify-only\"", more);
  }

  private JsonNode now(JsonNode schedule) {
    return pawl.get(SCHEDULES + "/" + schedule.get("schedule_id").asString()).json();
  }

  private static Instant next(JsonNode schedule) {
    return Instant.parse(schedule.get("next_at").asString());
  }

  private List<JsonNode> workflows(String schedule) {
    return pawl.get("/api/v1/workflows?limit=200&label.schedule=" + schedule)
        .json()
        .get("items")
        .valueStream()
        .toList();
  }

  @Test
  void submitsWhatIsDueAndOnlyThat() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);

    runAt(due.minusMillis(1));
    assertThat(workflows(name)).isEmpty();
    runAt(due);
    runAt(due.plusSeconds(30));

    assertThat(workflows(name)).hasSize(1);
    JsonNode after = now(schedule);
    String workflow = workflows(name).getFirst().get("workflow_id").asString();
    assertThat(after.get("last_workflow_id").asString()).isEqualTo(workflow);
    assertThat(after.get("last_due_at").asString()).isEqualTo(due.toString());
    assertThat(next(after)).isEqualTo(due.plus(Duration.ofHours(1)));
    assertThat(pawl.ended(workflow).get("status").asString()).isEqualTo("completed");
    assertThat(pawl.ended(workflow).at("/labels/schedule").asString()).isEqualTo(name);
    runAt(due.plus(Duration.ofHours(1)));
    assertThat(workflows(name)).hasSize(2);
  }

  @Test
  void submitsNothingWhileItIsPaused() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    pawl.post(SCHEDULES + "/" + schedule.get("schedule_id").asString() + "/pause", "");

    runAt(due.plusSeconds(1));

    assertThat(workflows(name)).isEmpty();
  }

  @Test
  void submitsOnceHoweverManyNodesThereAre() throws Exception {
    int several = 8;
    String own = name;
    Instant due = null;
    for (int i = 0; i < several; i++) {
      name = own + "-" + i;
      due = next(hourly(""));
    }
    Instant time = due.plusSeconds(1);
    int nodes = 4;
    var start = new CyclicBarrier(nodes);

    for (int round = 1; round <= 3; round++) {
      Instant roundTime = time.plus(Duration.ofHours(round));
      try (var threads = Executors.newFixedThreadPool(nodes)) {
        List<Future<Boolean>> ran =
            threads.invokeAll(
                IntStream.range(0, nodes)
                    .<Callable<Boolean>>mapToObj(node ->
                        () -> {
                          Timekeeper keeper = at(roundTime, transaction);
                          start.await();
                          keeper.runOnce();
                          return true;
                        })
                    .toList());
        for (Future<Boolean> one : ran) {
          assertThat(one.get()).isTrue();
        }
      }
      for (int i = 0; i < several; i++) {
        List<JsonNode> submitted = workflows(own + "-" + i);
        assertThat(submitted).as("round " + round).hasSize(round);
        pawl.ended(submitted.getFirst().get("workflow_id").asString());
      }
    }
  }

  @Test
  void leavesToOthersWhatTheyHold() throws Exception {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    var id = schedule.get("schedule_id").asString();

    transaction.executeWithoutResult(status -> {
      jdbc.sql("select 1 from schedule where id = ?::uuid for update")
          .param(id)
          .query(Integer.class)
          .single();
      try (var thread = Executors.newSingleThreadExecutor()) {
        thread.submit(() -> runAt(due)).get();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });

    assertThat(workflows(name)).isEmpty();
    runAt(due);
    assertThat(workflows(name)).hasSize(1);
  }

  /** Simulates a killed process, whose uncommitted changes are lost. */
  @Test
  void submitsOnceThoughItIsKilledBeforeItsCommit() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    var killed =
        new Killed() {
          @Override
          <T> T run(TransactionCallback<T> work) {
            return transaction.execute(status -> {
              work.doInTransaction(status);
              assertThat(workflowRows()).isEqualTo(1);
              throw new ThreadDeath();
            });
          }
        };

    assertThat(killed.dies(() -> at(due, killed).runOnce())).isTrue();

    assertThat(workflows(name)).isEmpty();
    assertThat(now(schedule)).isEqualTo(schedule);
    runAt(due.plusSeconds(20));
    runAt(due.plusSeconds(20));
    assertThat(workflows(name)).hasSize(1);
  }

  @Test
  void submitsOnceThoughItIsKilledAfterItsCommit() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    var killed =
        new Killed() {
          @Override
          <T> T run(TransactionCallback<T> work) {
            transaction.execute(work);
            throw new ThreadDeath();
          }
        };

    assertThat(killed.dies(() -> at(due, killed).runOnce())).isTrue();

    runAt(due.plusSeconds(20));
    assertThat(workflows(name)).hasSize(1);
  }

  private long workflowRows() {
    return jdbc.sql("select count(*) from workflow where labels ->> 'schedule' = ?")
        .param(name)
        .query(Long.class)
        .single();
  }

  /** Transactions of a process that is killed. */
  private abstract static class Killed implements TransactionOperations {

    static final class ThreadDeath extends Error {
      private static final long serialVersionUID = 1;
    }

    abstract <T> T run(TransactionCallback<T> work);

    @Override
    public <T> T execute(TransactionCallback<T> work) {
      return run(work);
    }

    boolean dies(Runnable work) {
      try {
        work.run();
        return false;
      } catch (ThreadDeath expected) {
        return true;
      }
    }
  }

  /** The idempotency key of a due time prevents a second submission if the row says again that it is due. */
  @Test
  void submitsATimeOnceEvenWhenItComesAgain() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    runAt(due);
    pawl.ended(workflows(name).getFirst().get("workflow_id").asString());

    jdbc.sql("update schedule set next_at = ? where name = ?")
        .params(Timestamp.from(due), name)
        .update();
    runAt(due);

    assertThat(workflows(name)).hasSize(1);
    assertThat(now(schedule).get("last_error").isNull()).isTrue();
    assertThat(next(now(schedule))).isEqualTo(due.plus(Duration.ofHours(1)));
  }

  @Test
  void submitsOnceForAllThatWasMissed() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);

    runAt(due.plus(Duration.ofDays(3)).plusSeconds(1800));

    assertThat(workflows(name)).hasSize(1);
    JsonNode after = now(schedule);
    assertThat(after.get("last_due_at").asString())
        .isEqualTo(due.plus(Duration.ofDays(3)).toString());
    assertThat(next(after)).isEqualTo(due.plus(Duration.ofDays(3)).plus(Duration.ofHours(1)));
  }

  @Test
  void leavesOutWhatWasMissedWhereSomebodyWantsThat() {
    JsonNode schedule = hourly(", \"catch_up\": \"none\"");
    Instant due = next(schedule);
    Instant late = due.plus(Duration.ofDays(3));

    runAt(late.plusSeconds(1800));

    assertThat(workflows(name)).isEmpty();
    JsonNode after = now(schedule);
    assertThat(after.get("last_skipped").asString()).isEqualTo("missed");
    assertThat(after.get("last_skipped_at").asString()).isEqualTo(late.toString());
    assertThat(next(after)).isEqualTo(late.plus(Duration.ofHours(1)));

    runAt(late.plus(Duration.ofHours(2)).plusSeconds(59));
    assertThat(workflows(name)).as("the last one is within the grace period").hasSize(1);
  }

  private String script() {
    String script = "schedule/" + name;
    pawl.script(script, "", "while [ ! -e %s.go ]; do sleep 0.05; done\n".formatted(target));
    return ", \"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]".formatted(script);
  }

  private void go() throws IOException {
    Files.writeString(Path.of(target + ".go"), "");
  }

  @Test
  void leavesOutATimeWhileTheLastWorkflowRuns() throws Exception {
    JsonNode schedule = create("0 * * * *", script(), "");
    Instant due = next(schedule);
    runAt(due);
    String first = workflows(name).getFirst().get("workflow_id").asString();

    Instant second = due.plus(Duration.ofHours(1));
    runAt(second);

    JsonNode after = now(schedule);
    assertThat(workflows(name)).hasSize(1);
    assertThat(after.get("last_skipped").asString()).isEqualTo("overlap");
    assertThat(after.get("last_skipped_at").asString()).isEqualTo(second.toString());
    assertThat(after.get("last_due_at").asString()).isEqualTo(due.toString());
    go();
    pawl.ended(first);
    runAt(second.plus(Duration.ofHours(1)));
    assertThat(workflows(name)).hasSize(2);
    pawl.ended(workflows(name).getFirst().get("workflow_id").asString());
  }

  @Test
  void letsOneWaitForTheLastWorkflowWhereSomebodyWantsThat() throws Exception {
    JsonNode schedule = create("0 * * * *", script(), ", \"overlap\": \"queue\"");
    Instant due = next(schedule);

    var submitted = new ArrayList<String>();
    for (int hour = 0; hour < 4; hour++) {
      runAt(due.plus(Duration.ofHours(hour)));
      String last = now(schedule).get("last_workflow_id").asString();
      if (!submitted.contains(last)) {
        submitted.add(last);
      }
      if (hour == 0) {
        pawl.awaitStep(last, "it");
      }
    }

    assertThat(submitted).as("one runs, one waits").hasSize(2);
    assertThat(pawl.get("/api/v1/workflows/" + submitted.getLast()).json().get("status").asString())
        .isEqualTo("queued");
    assertThat(now(schedule).get("last_skipped").asString()).isEqualTo("overlap");
    go();
    for (String one : submitted) {
      assertThat(pawl.ended(one).get("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void keepsWhyItCouldNotSubmitAndGoesOn() {
    JsonNode schedule = hourly("");
    Instant due = next(schedule);
    Path away = target.resolveSibling(name + "-away");
    assertThat(target.toFile().renameTo(away.toFile())).isTrue();

    runAt(due);

    JsonNode failed = now(schedule);
    assertThat(failed.get("last_error").asString()).contains("/target/path");
    assertThat(failed.get("last_due_at").asString()).isEqualTo(due.toString());
    assertThat(failed.get("last_workflow_id").isNull()).isTrue();
    assertThat(next(failed)).isEqualTo(due.plus(Duration.ofHours(1)));
    assertThat(failed.get("enabled").asBoolean()).isTrue();

    assertThat(away.toFile().renameTo(target.toFile())).isTrue();
    runAt(next(failed));
    assertThat(workflows(name)).hasSize(1);
    assertThat(now(schedule).get("last_error").isNull()).isTrue();
  }

  @Test
  void keepsThatItsGroupWasTaken() throws Exception {
    String other =
        pawl.submit(
            target,
            script().substring(2) + ", \"concurrency\": {\"group\": \"%s\"}".formatted(name));
    JsonNode schedule =
        create(
            "0 * * * *",
            ", \"type\": \"verify-only\", \"concurrency\": {\"group\": \"%s\", \"policy\": \"reject\"}"
                .formatted(name),
            "");

    runAt(next(schedule));

    assertThat(now(schedule).get("last_error").asString()).contains("is held by " + other);
    assertThat(next(now(schedule))).isEqualTo(next(schedule).plus(Duration.ofHours(1)));
    go();
    pawl.ended(other);
  }

  @Test
  void submitsTheOthersThoughOneIsBroken() {
    JsonNode broken = hourly("");
    String first = name;
    jdbc.sql("update schedule set cron = 'nonsense' where name = ?").param(first).update();
    name = first + "-good";
    JsonNode good = hourly("");

    runAt(next(good));

    assertThat(workflows(name)).hasSize(1);
    assertThat(next(broken)).isEqualTo(next(good));
  }

  @Test
  void goesByTheClockOfItsZone() {
    JsonNode schedule =
        create("30 2 * * *", ", \"type\": \"verify-only\"", ", \"time_zone\": \"Europe/Berlin\"");
    jdbc.sql("update schedule set next_at = '2026-10-25T00:30:00Z' where name = ?")
        .param(name)
        .update();

    for (String time :
        List.of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")) {
      assertThat(now(schedule).get("next_at").asString()).isEqualTo(time);
      runAt(Instant.parse(time));
      pawl.ended(now(schedule).get("last_workflow_id").asString());
    }
    assertThat(workflows(name)).as("twice in the night in which 02:30 occurs twice").hasSize(3);

    jdbc.sql("update schedule set next_at = '2027-03-27T01:30:00Z' where name = ?")
        .param(name)
        .update();
    runAt(Instant.parse("2027-03-27T01:30:00Z"));
    assertThat(now(schedule).get("next_at").asString())
        .as("02:30 does not exist on the 28th")
        .isEqualTo("2027-03-29T00:30:00Z");
  }

  @Test
  void doesNotLoseATimeThatWaitsWhenSomethingElseIsChanged() {
    JsonNode schedule = hourly("");
    Instant past = Instant.parse("2026-01-01T00:00:00Z");
    jdbc.sql("update schedule set next_at = ? where name = ?")
        .params(Timestamp.from(past), name)
        .update();

    pawl.send(
        pawl.request(SCHEDULES + "/" + schedule.get("schedule_id").asString())
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    "{\"name\": \"%s\", \"cron\": \"0 * * * *\", \"workflow\": {\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"priority\": 9}}"
                        .formatted(name, target))));
    runAt(past.plusSeconds(10));

    assertThat(workflows(name)).hasSize(1);
    assertThat(workflows(name).getFirst().get("priority").asInt()).isEqualTo(9);
  }
}
