package dev.pawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.GitHistories;
import dev.pawl.workspace.TestFiles;
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
class ScheduleTriggerTests {

  private static final String SCHEDULES = "/api/v1/schedules";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired ApplicationContext context;
  @Autowired TransactionOperations transaction;
  private Path target;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    name = target.getFileName().toString();
    TestFiles.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void deleteSchedules() {
    jdbc.sql("delete from schedule").update();
  }

  /** Returns the trigger of a node whose clock shows this time. */
  private ScheduleTrigger trigger(Instant time, TransactionOperations transactions) {
    return ScheduleTriggers.at(time, context, transactions);
  }

  private void runAt(Instant time) {
    trigger(time, transaction).submitDueSchedules();
  }

  private JsonNode create(String cron, String workflow, String fields) {
    ApiResponse answer =
        pawl.post(
            SCHEDULES,
            "{\"name\": \"%s\", \"cron\": \"%s\", \"workflow\": {\"target\": {\"path\": \"%s\"}%s}%s}"
                .formatted(name, cron, target, workflow, fields));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode hourly(String fields) {
    return create("0 * * * *", ", \"type\": \"verify-only\"", fields);
  }

  private JsonNode reload(JsonNode schedule) {
    return pawl.get(SCHEDULES + "/" + schedule.get("schedule_id").asString()).json();
  }

  private static Instant nextAt(JsonNode schedule) {
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
  void findsTheBaseOfAScopeAtEachRun() {
    String first = GitHistories.commit(target, "first");
    JsonNode schedule =
        create(
            "0 * * * *",
            ", \"type\": \"verify-only\", \"scope\": {\"changed_since\": \"main\", \"lines\":"
                + " \"changed\"}",
            "");
    Instant due = nextAt(schedule);
    TestFiles.write(target, "B.java", "class B {}\n");
    String second = GitHistories.commit(target, "second");

    runAt(due);

    String workflow = workflows(name).getFirst().get("workflow_id").asString();
    JsonNode scope = pawl.get("/api/v1/workflows/" + workflow).json().get("scope");
    assertThat(scope.get("since").asString()).isEqualTo(second).isNotEqualTo(first);
    assertThat(scope.get("lines").asString()).isEqualTo("changed");
  }

  @Test
  void submitsOnlyDueSchedules() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);

    runAt(due.minusMillis(1));
    assertThat(workflows(name)).isEmpty();
    runAt(due);
    runAt(due.plusSeconds(30));

    assertThat(workflows(name)).hasSize(1);
    JsonNode after = reload(schedule);
    String workflow = workflows(name).getFirst().get("workflow_id").asString();
    assertThat(after.get("last_workflow_id").asString()).isEqualTo(workflow);
    assertThat(after.get("last_due_at").asString()).isEqualTo(due.toString());
    assertThat(nextAt(after)).isEqualTo(due.plus(Duration.ofHours(1)));
    assertThat(pawl.awaitEnd(workflow).get("status").asString()).isEqualTo("completed");
    assertThat(pawl.awaitEnd(workflow).at("/labels/schedule").asString()).isEqualTo(name);
    runAt(due.plus(Duration.ofHours(1)));
    assertThat(workflows(name)).hasSize(2);
  }

  @Test
  void submitsNothingWhilePaused() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
    pawl.post(SCHEDULES + "/" + schedule.get("schedule_id").asString() + "/pause", "");

    runAt(due.plusSeconds(1));

    assertThat(workflows(name)).isEmpty();
  }

  @Test
  void submitsOnceOnConcurrentNodes() throws Exception {
    int schedules = 8;
    String prefix = name;
    Instant due = null;
    for (int i = 0; i < schedules; i++) {
      name = prefix + "-" + i;
      due = nextAt(hourly(""));
    }
    Instant time = due.plusSeconds(1);
    int nodes = 4;
    var start = new CyclicBarrier(nodes);

    for (int round = 1; round <= 3; round++) {
      Instant roundTime = time.plus(Duration.ofHours(round));
      try (var threads = Executors.newFixedThreadPool(nodes)) {
        List<Future<Boolean>> results =
            threads.invokeAll(
                IntStream.range(0, nodes)
                    .<Callable<Boolean>>mapToObj(node ->
                        () -> {
                          ScheduleTrigger trigger = trigger(roundTime, transaction);
                          start.await();
                          trigger.submitDueSchedules();
                          return true;
                        })
                    .toList());
        for (Future<Boolean> result : results) {
          assertThat(result.get()).isTrue();
        }
      }
      for (int i = 0; i < schedules; i++) {
        List<JsonNode> submitted = workflows(prefix + "-" + i);
        assertThat(submitted).as("round " + round).hasSize(round);
        pawl.awaitEnd(submitted.getFirst().get("workflow_id").asString());
      }
    }
  }

  @Test
  void skipsLockedSchedules() throws Exception {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
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
  void submitsOnceIfKilledBeforeCommit() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
    var killed =
        new KilledTransactions() {
          @Override
          <T> T run(TransactionCallback<T> work) {
            return transaction.execute(status -> {
              work.doInTransaction(status);
              assertThat(workflowRows()).isEqualTo(1);
              throw new ThreadDeath();
            });
          }
        };

    assertThat(killed.throwsThreadDeath(() -> trigger(due, killed).submitDueSchedules())).isTrue();

    assertThat(workflows(name)).isEmpty();
    assertThat(reload(schedule)).isEqualTo(schedule);
    runAt(due.plusSeconds(20));
    runAt(due.plusSeconds(20));
    assertThat(workflows(name)).hasSize(1);
  }

  @Test
  void submitsOnceIfKilledAfterCommit() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
    var killed =
        new KilledTransactions() {
          @Override
          <T> T run(TransactionCallback<T> work) {
            transaction.execute(work);
            throw new ThreadDeath();
          }
        };

    assertThat(killed.throwsThreadDeath(() -> trigger(due, killed).submitDueSchedules())).isTrue();

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
  private abstract static class KilledTransactions implements TransactionOperations {

    static final class ThreadDeath extends Error {
      private static final long serialVersionUID = 1;
    }

    abstract <T> T run(TransactionCallback<T> work);

    @Override
    public <T> T execute(TransactionCallback<T> work) {
      return run(work);
    }

    boolean throwsThreadDeath(Runnable work) {
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
  void submitsADueTimeOnceEvenIfRepeated() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
    runAt(due);
    pawl.awaitEnd(workflows(name).getFirst().get("workflow_id").asString());

    jdbc.sql("update schedule set next_at = ? where name = ?")
        .params(Timestamp.from(due), name)
        .update();
    runAt(due);

    assertThat(workflows(name)).hasSize(1);
    assertThat(reload(schedule).get("last_error").isNull()).isTrue();
    assertThat(nextAt(reload(schedule))).isEqualTo(due.plus(Duration.ofHours(1)));
  }

  @Test
  void submitsOnceForAllMissedRuns() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);

    runAt(due.plus(Duration.ofDays(3)).plusSeconds(1800));

    assertThat(workflows(name)).hasSize(1);
    JsonNode after = reload(schedule);
    assertThat(after.get("last_due_at").asString())
        .isEqualTo(due.plus(Duration.ofDays(3)).toString());
    assertThat(nextAt(after)).isEqualTo(due.plus(Duration.ofDays(3)).plus(Duration.ofHours(1)));
  }

  @Test
  void skipsMissedRunsWithoutCatchUp() {
    JsonNode schedule = hourly(", \"catch_up\": \"none\"");
    Instant due = nextAt(schedule);
    Instant late = due.plus(Duration.ofDays(3));

    runAt(late.plusSeconds(1800));

    assertThat(workflows(name)).isEmpty();
    JsonNode after = reload(schedule);
    assertThat(after.get("last_skipped").asString()).isEqualTo("missed");
    assertThat(after.get("last_skipped_at").asString()).isEqualTo(late.toString());
    assertThat(nextAt(after)).isEqualTo(late.plus(Duration.ofHours(1)));

    runAt(late.plus(Duration.ofHours(2)).plusSeconds(59));
    assertThat(workflows(name)).as("the last one is within the grace period").hasSize(1);
  }

  private String blockingScript() {
    String script = "schedule/" + name;
    pawl.writeScriptCommand(
        script, "", "while [ ! -e %s.go ]; do sleep 0.05; done\n".formatted(target));
    return ", \"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]".formatted(script);
  }

  private void releaseScript() throws IOException {
    Files.writeString(Path.of(target + ".go"), "");
  }

  @Test
  void skipsARunWhileThePreviousWorkflowRuns() throws Exception {
    JsonNode schedule = create("0 * * * *", blockingScript(), "");
    Instant due = nextAt(schedule);
    runAt(due);
    String first = workflows(name).getFirst().get("workflow_id").asString();

    Instant second = due.plus(Duration.ofHours(1));
    runAt(second);

    JsonNode after = reload(schedule);
    assertThat(workflows(name)).hasSize(1);
    assertThat(after.get("last_skipped").asString()).isEqualTo("overlap");
    assertThat(after.get("last_skipped_at").asString()).isEqualTo(second.toString());
    assertThat(after.get("last_due_at").asString()).isEqualTo(due.toString());
    releaseScript();
    pawl.awaitEnd(first);
    runAt(second.plus(Duration.ofHours(1)));
    assertThat(workflows(name)).hasSize(2);
    pawl.awaitEnd(workflows(name).getFirst().get("workflow_id").asString());
  }

  @Test
  void queuesOneRunWithOverlapQueue() throws Exception {
    JsonNode schedule = create("0 * * * *", blockingScript(), ", \"overlap\": \"queue\"");
    Instant due = nextAt(schedule);

    var submitted = new ArrayList<String>();
    for (int hour = 0; hour < 4; hour++) {
      runAt(due.plus(Duration.ofHours(hour)));
      String last = reload(schedule).get("last_workflow_id").asString();
      if (!submitted.contains(last)) {
        submitted.add(last);
      }
      if (hour == 0) {
        pawl.awaitRunningStep(last, "it");
      }
    }

    assertThat(submitted).as("one runs, one waits").hasSize(2);
    assertThat(pawl.get("/api/v1/workflows/" + submitted.getLast()).json().get("status").asString())
        .isEqualTo("queued");
    assertThat(reload(schedule).get("last_skipped").asString()).isEqualTo("overlap");
    releaseScript();
    for (String workflow : submitted) {
      assertThat(pawl.awaitEnd(workflow).get("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void recordsSubmissionErrorsAndContinues() {
    JsonNode schedule = hourly("");
    Instant due = nextAt(schedule);
    Path away = target.resolveSibling(name + "-away");
    assertThat(target.toFile().renameTo(away.toFile())).isTrue();

    runAt(due);

    JsonNode failed = reload(schedule);
    assertThat(failed.get("last_error").asString()).contains("/target/path");
    assertThat(failed.get("last_due_at").asString()).isEqualTo(due.toString());
    assertThat(failed.get("last_workflow_id").isNull()).isTrue();
    assertThat(nextAt(failed)).isEqualTo(due.plus(Duration.ofHours(1)));
    assertThat(failed.get("enabled").asBoolean()).isTrue();

    assertThat(away.toFile().renameTo(target.toFile())).isTrue();
    runAt(nextAt(failed));
    assertThat(workflows(name)).hasSize(1);
    assertThat(reload(schedule).get("last_error").isNull()).isTrue();
  }

  @Test
  void recordsABusyConcurrencyGroup() throws Exception {
    String other =
        pawl.submit(
            target,
            blockingScript().substring(2)
                + ", \"concurrency\": {\"group\": \"%s\"}".formatted(name));
    JsonNode schedule =
        create(
            "0 * * * *",
            ", \"type\": \"verify-only\", \"concurrency\": {\"group\": \"%s\", \"policy\": \"reject\"}"
                .formatted(name),
            "");

    runAt(nextAt(schedule));

    assertThat(reload(schedule).get("last_error").asString()).contains("is held by " + other);
    assertThat(nextAt(reload(schedule))).isEqualTo(nextAt(schedule).plus(Duration.ofHours(1)));
    releaseScript();
    pawl.awaitEnd(other);
  }

  @Test
  void submitsOtherSchedulesIfOneIsBroken() {
    JsonNode broken = hourly("");
    String first = name;
    jdbc.sql("update schedule set cron = 'nonsense' where name = ?").param(first).update();
    name = first + "-good";
    JsonNode good = hourly("");

    runAt(nextAt(good));

    assertThat(workflows(name)).hasSize(1);
    assertThat(nextAt(broken)).isEqualTo(nextAt(good));
  }

  @Test
  void followsItsTimeZone() {
    JsonNode schedule =
        create("30 2 * * *", ", \"type\": \"verify-only\"", ", \"time_zone\": \"Europe/Berlin\"");
    jdbc.sql("update schedule set next_at = '2026-10-25T00:30:00Z' where name = ?")
        .param(name)
        .update();

    for (String time :
        List.of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")) {
      assertThat(reload(schedule).get("next_at").asString()).isEqualTo(time);
      runAt(Instant.parse(time));
      pawl.awaitEnd(reload(schedule).get("last_workflow_id").asString());
    }
    assertThat(workflows(name)).as("twice in the night in which 02:30 occurs twice").hasSize(3);

    jdbc.sql("update schedule set next_at = '2027-03-27T01:30:00Z' where name = ?")
        .param(name)
        .update();
    runAt(Instant.parse("2027-03-27T01:30:00Z"));
    assertThat(reload(schedule).get("next_at").asString())
        .as("02:30 does not exist on the 28th")
        .isEqualTo("2027-03-29T00:30:00Z");
  }

  @Test
  void keepsADueRunWhenOtherFieldsChange() {
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
