package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.engine.Driver.Drive;
import dev.pawl.pipeline.Held;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import tools.jackson.databind.JsonNode;

/** Recovery of workflows whose node or wake-up was lost. */
@PawlTest
class RecoveryTests {

  @Autowired JdbcClient jdbc;
  @Autowired WakeUps wakeUps;
  @Autowired Driver driver;
  @Autowired Keeper keeper;
  @Autowired WorkQueue queue;
  @Autowired ThreadPoolTaskScheduler scheduler;
  @Autowired ScheduledTaskHolder intervals;
  @Autowired Pawl pawl;

  @Value("${pawl.workspace.folder}")
  Path home;

  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    Folders.write(target, "A.java", "class A{}\n");
  }

  /** Changes an ended workflow to the state after the death of its node during a step, with an expired lease. */
  private UUID lose(String id, String step) {
    UUID workflow = id(id);
    jdbc.sql(
            "update step set status = case when name = ? then 'RUNNING' else status end, ended_at ="
                + " null where phase_id in (select id from phase where workflow_id = ?) and name ="
                + " ?")
        .params(step, workflow, step)
        .update();
    jdbc.sql(
            "update attempt set status = 'RUNNING', ended_at = null where step_id in (select s.id"
                + " from step s join phase p on p.id = s.phase_id where p.workflow_id = ? and"
                + " s.name = ?)")
        .params(workflow, step)
        .update();
    jdbc.sql("update phase set status = 'RUNNING', ended_at = null where workflow_id = ?")
        .param(workflow)
        .update();
    jdbc.sql(
            "update workflow set status = 'RUNNING', ended_reason = null, ended_at = null, node ="
                + " 'dead', lease_until = now() - interval '1 minute' where id = ?")
        .param(workflow)
        .update();
    return workflow;
  }

  @Test
  void areFoundAndFinishedByAnotherClaim() {
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    UUID workflow = lose(id, "verify");

    wakeUps.runOnce();
    JsonNode after = pawl.ended(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(Pawl.step(after, "verify").get("attempts").asInt()).isEqualTo(2);
    assertThat(
            jdbc.sql("select lease_until is null from workflow where id = ?")
                .param(workflow)
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void areLeftAloneByANodeThatIsWokenForNothing() {
    JsonNode before = pawl.run(target, "\"type\": \"verify-only\"");
    String id = before.get("workflow_id").asString();
    UUID workflow = id(id);

    assertThat(driver.drive(workflow)).isEqualTo(Drive.NOT_MINE);
    assertThat(driver.drive(UUID.randomUUID())).isEqualTo(Drive.NOT_MINE);

    assertThat(pawl.ended(id).get("event_sequence")).isEqualTo(before.get("event_sequence"));
  }

  @Test
  void leaveNoWakeUpBehindWhenTheyEnd() {
    String id = pawl.run(target, "").get("workflow_id").asString();
    UUID workflow = id(id);

    assertThat(wakeUps(workflow)).as("later changes schedule their own wake-up").isZero();
    assertThat(target.resolve(".pawl")).doesNotExist();
  }

  @Test
  void leaveTheirWorkspaceToTheNextOneOfTheTarget() throws IOException {
    Folders.write(target, "Kept.java", "// of %s\nclass Kept {}\n".formatted(target));

    pawl.run(target, "\"type\": \"format-only\"");
    Awaitility.await().until(() -> spares() == 1);

    pawl.run(target, "\"type\": \"format-only\"");
    Awaitility.await().until(() -> spares() == 1);
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  /** Returns the number of pooled workspaces of the target. */
  private long spares() throws IOException {
    Path spare = home.resolve("spare");
    if (!Files.exists(spare)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(spare)) {
      return all.map(one -> one.resolve("Kept.java"))
          .filter(Files::exists)
          .filter(file -> Folders.read(file.getParent(), "Kept.java").contains(target + "\n"))
          .count();
    }
  }

  @Test
  void areNotTakenUpByANodeThatStops() {
    String id;
    keeper.stop();
    wakeUps.stop();
    try {
      id = pawl.submit(target, "\"type\": \"verify-only\"");
      UUID workflow = id(id);

      assertThat(driver.drive(workflow)).as("another node continues").isEqualTo(Drive.LEFT);

      assertThat(wakeUps(workflow)).isOne();
      assertThat(pawl.get("/api/v1/workflows/" + id).json().get("status").asString())
          .isEqualTo("queued");
    } finally {
      keeper.start();
      wakeUps.start();
    }
    wakeUps.runOnce();
    JsonNode after = pawl.ended(id);
    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(Pawl.step(after, "verify").get("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void areKeptWhileOtherUpkeepHangs() throws Exception {
    wakeUps.stop();
    String id = pawl.submit(target, "\"type\": \"verify-only\"");
    Claim claim = queue.begin(id(id), "first", Duration.ofSeconds(15)).orElseThrow().claim();
    Held held = keeper.hold(claim);
    try (var _ = hang()) {
      List<Instant> before = signs(claim);
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(signs(claim))
                  .as("the lease, and the last heartbeat of the node")
                  .satisfiesExactly(
                      lease -> assertThat(lease).isAfter(before.getFirst()),
                      sign -> assertThat(sign).isAfter(before.getLast())));
    } finally {
      keeper.drop(held);
      queue.release(claim);
      wakeUps.start();
    }
    assertThat(pawl.ended(id).get("status").asString()).isEqualTo("completed");
  }

  @Test
  void areFoundWhileOtherUpkeepHangs() throws Exception {
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    try (var _ = hang()) {
      lose(id, "verify");

      assertThat(pawl.ended(id).get("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void needNotWaitForAnythingThatIsDoneAtIntervals() {
    assertThat(intervals.getScheduledTasks())
        .hasSizeGreaterThan(10)
        .hasSizeLessThan(scheduler.getScheduledThreadPoolExecutor().getCorePoolSize());
  }

  /** Blocks a scheduled task until the result is closed. */
  private Closed hang() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var over = new Semaphore(0);
    ScheduledFuture<?> upkeep =
        scheduler.scheduleWithFixedDelay(
            () -> {
              begun.countDown();
              over.acquireUninterruptibly();
            },
            Duration.ofHours(1));
    begun.await();
    return () -> {
      over.release();
      upkeep.cancel(true);
    };
  }

  /** Closes without a checked exception. */
  private interface Closed extends AutoCloseable {

    @Override
    void close();
  }

  private List<Instant> signs(Claim claim) {
    return jdbc.sql(
            """
            select lease_until from workflow where id = ?
            union all select max(seen_at) from node\
            """)
        .param(claim.id())
        .query(Instant.class)
        .list();
  }

  private UUID id(String workflow) {
    return jdbc.sql("select id from workflow where name = ?")
        .param(workflow)
        .query(UUID.class)
        .single();
  }

  private long wakeUps(UUID workflow) {
    return jdbc.sql("select count(*) from scheduled_tasks where task_instance = ?")
        .param(workflow.toString())
        .query(Long.class)
        .single();
  }
}
