package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.engine.WorkflowExecutor.ExecutionResult;
import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.lock.Claim;
import dev.pawl.snapshot.SnapshotStores;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
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
class WorkflowRecoveryTests {

  @Autowired JdbcClient jdbc;
  @Autowired DataSource dataSource;
  @Autowired WorkflowScheduler workflowScheduler;
  @Autowired WorkflowExecutor executor;
  @Autowired LeaseRenewer leaseRenewer;
  @Autowired WorkflowExecutionService executionService;
  @Autowired ThreadPoolTaskScheduler taskScheduler;
  @Autowired ScheduledTaskHolder scheduledTasks;
  @Autowired PawlClient pawl;

  @Value("${pawl.workspace.folder}")
  Path workspaceFolder;

  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
  }

  /** Other tests compare all workflows with their events, in which the changes below are missing. */
  @AfterEach
  void deleteWorkflows() {
    jdbc.sql("delete from workflow where target_name = ?").param(target.toString()).update();
  }

  /** Changes an ended workflow to the state after the death of its node during a step, with an expired lease. */
  private UUID orphan(String id, String step) {
    UUID workflow = databaseId(id);
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
    jdbc.sql(
            "update phase set status = 'RUNNING', ended_at = null where workflow_id = ?"
                + " and id = (select s.phase_id from step s where s.phase_id = phase.id and s.name = ?)")
        .params(workflow, step)
        .update();
    jdbc.sql(
            "update workflow set status = 'RUNNING', ended_reason = null, ended_at = null, node ="
                + " 'dead', lease_until = now() - interval '1 minute' where id = ?")
        .param(workflow)
        .update();
    return workflow;
  }

  @Test
  void completesOrphanedWorkflowWithNewClaim() {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    UUID workflow = orphan(id, "verify");

    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(PawlClient.step(after, "verify").get("attempts").asInt()).isEqualTo(2);
    assertThat(
            jdbc.sql("select lease_until is null from workflow where id = ?")
                .param(workflow)
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  /** Changes a completed workflow to the state after the death of its node when it had published all files. */
  private UUID interruptPublication(String id) {
    UUID workflow = orphan(id, "publish");
    String trees =
        jdbc.sql("select snapshot || ' ' || tree || chr(10) from workflow where id = ?")
            .param(workflow)
            .query(String.class)
            .single();
    TestFiles.write(workspaceFolder, "workflows/%s/publish.journal".formatted(id), trees);
    jdbc.sql("update workflow set publishing = true, publication = null where id = ?")
        .param(workflow)
        .update();
    return workflow;
  }

  private List<String> unrestoredFiles(UUID workflow) {
    return jdbc.sql(
            """
            select jsonb_array_elements_text(data -> 'unrestored') from event
            where workflow_id = ? and type = 'publication_undone'
            """)
        .param(workflow)
        .query(String.class)
        .list();
  }

  private void assertWhole(String id) {
    assertThat(workspaceFolder.resolve("workflows/%s/publish.journal".formatted(id)))
        .doesNotExist();
    assertThat(
            jdbc.sql("select publishing from workflow where name = ?")
                .param(id)
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void undoesAPublicationWhoseStepCannotRunAgain() {
    TestFiles.write(target, "B.java", "class B{}\n");
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    TestFiles.write(target, "B.java", "by hand\n");
    jdbc.sql(
            """
            update step set lost = 4 where name = 'publish'
              and phase_id in (select id from phase where workflow_id = ?)
            """)
        .param(databaseId(id))
        .update();
    UUID workflow = interruptPublication(id);

    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("ended_reason").asString()).isEqualTo("worker_lost");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(TestFiles.read(target, "B.java")).isEqualTo("by hand\n");
    assertThat(unrestoredFiles(workflow))
        .containsExactly("B.java (changed by others, left as it is)");
    assertWhole(id);
  }

  @Test
  void undoesAPublicationBeforeItsWorkflowIsCancelled() {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    UUID workflow = interruptPublication(id);
    jdbc.sql("update workflow set cancel_requested = true where id = ?").param(workflow).update();

    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("cancelled");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(unrestoredFiles(workflow)).isEmpty();
    assertWhole(id);
  }

  @Test
  void undoesAndRepeatsAnInterruptedPublication() {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    UUID workflow = interruptPublication(id);

    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(after.at("/publication/files").asInt()).isOne();
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(
            jdbc.sql(
                    "select count(*) from event where workflow_id = ? and type ="
                        + " 'publication_undone'")
                .param(workflow)
                .query(Long.class)
                .single())
        .isOne();
    assertWhole(id);
  }

  @Test
  void failsAWorkflowThatTheEngineCannotExecute() {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    UUID workflow = orphan(id, "verify");

    executionService.failInternally(workflow, "a defect");
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("failed");
    assertThat(after.get("ended_reason").asString()).isEqualTo("internal_error");
  }

  @Test
  void recoversOrphansWhileATransactionHangs() throws Exception {
    String hanging =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    String other =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    workflowScheduler.stop();
    orphan(hanging, "verify");
    orphan(other, "verify");
    try (var connection = dataSource.getConnection();
        var lock = connection.prepareStatement("select from workflow where name = ? for update")) {
      connection.setAutoCommit(false);
      lock.setString(1, hanging);
      lock.execute();
      workflowScheduler.start();

      workflowScheduler.recoverOrphaned();

      assertThat(pawl.awaitEnd(other).get("status").asString()).isEqualTo("completed");
      connection.rollback();
    }
    assertThat(pawl.awaitEnd(hanging).get("status").asString()).isEqualTo("completed");
  }

  private void damageStore() throws IOException {
    Path objects =
        new SnapshotStores(workspaceFolder)
            .folder(Target.directory(target.toString()))
            .resolve("snapshots.git/objects/pack");
    try (var packs = Files.newDirectoryStream(objects, "*.pack")) {
      for (Path pack : packs) {
        assertThat(pack.toFile().setWritable(true)).isTrue();
        byte[] content = Files.readAllBytes(pack);
        Arrays.fill(content, 12, content.length - 20, (byte) 0x5a);
        Files.write(pack, content);
      }
    }
  }

  @Test
  void reportsDamagedSnapshotsOfOlderWorkflows() throws IOException {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    damageStore();

    ApiResponse patch = pawl.get("/api/v1/workflows/" + id + "/patch");

    assertThat(patch.status()).as(patch.body()).isEqualTo(410);
    assertThat(patch.json().get("type").asString()).isEqualTo("/problems/snapshot-damaged");
    JsonNode next = pawl.submitAndAwaitEnd(target, "");
    assertThat(next.get("status").asString()).isEqualTo("completed");
  }

  @Test
  void restartsAWorkflowWhoseSnapshotWasLost() throws IOException {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    UUID workflow = orphan(id, "publish");
    damageStore();

    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(
            jdbc.sql(
                    "select count(*) from event where workflow_id = ? and type = 'workflow_restarted'")
                .param(workflow)
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void ignoresSpuriousWakeUp() {
    JsonNode before = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String id = before.get("workflow_id").asString();
    UUID workflow = databaseId(id);

    assertThat(executor.execute(workflow, ExecutionSlot.UNLIMITED))
        .isEqualTo(ExecutionResult.NOT_OWNED);
    assertThat(executor.execute(UUID.randomUUID(), ExecutionSlot.UNLIMITED))
        .isEqualTo(ExecutionResult.NOT_OWNED);

    assertThat(pawl.awaitEnd(id).get("event_sequence")).isEqualTo(before.get("event_sequence"));
  }

  @Test
  void deletesWakeUpWhenWorkflowEnds() {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    UUID workflow = databaseId(id);

    assertThat(countWakeUps(workflow)).as("later changes schedule their own wake-up").isZero();
    assertThat(target.resolve(".pawl")).doesNotExist();
  }

  @Test
  void reusesWorkspaceForNextWorkflowOfTarget() throws IOException {
    TestFiles.write(target, "Kept.java", "// of %s\nclass Kept {}\n".formatted(target));

    pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\"");
    Awaitility.await().until(() -> pooledWorkspaces() == 1);

    pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\"");
    Awaitility.await().until(() -> pooledWorkspaces() == 1);
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  /** Returns the number of pooled workspaces of the target. */
  private long pooledWorkspaces() throws IOException {
    Path poolFolder = workspaceFolder.resolve("spare");
    if (!Files.exists(poolFolder)) {
      return 0;
    }
    try (Stream<Path> folders = Files.list(poolFolder)) {
      return folders
          .map(folder -> folder.resolve("Kept.java"))
          .filter(Files::exists)
          .filter(file -> TestFiles.read(file.getParent(), "Kept.java").contains(target + "\n"))
          .count();
    }
  }

  @Test
  void startsNoWorkDuringShutdown() {
    String id;
    leaseRenewer.stop();
    workflowScheduler.stop();
    try {
      id = pawl.submit(target, "\"type\": \"verify-only\"");
      UUID workflow = databaseId(id);

      assertThat(executor.execute(workflow, ExecutionSlot.UNLIMITED))
          .as("another node continues")
          .isEqualTo(ExecutionResult.RELEASED);

      assertThat(countWakeUps(workflow)).isOne();
      assertThat(pawl.get("/api/v1/workflows/" + id).json().get("status").asString())
          .isEqualTo("queued");
    } finally {
      leaseRenewer.start();
      workflowScheduler.start();
    }
    workflowScheduler.recoverOrphaned();
    JsonNode after = pawl.awaitEnd(id);
    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(PawlClient.step(after, "verify").get("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void renewsLeasesWhileAnotherScheduledTaskHangs() throws Exception {
    workflowScheduler.stop();
    String id = pawl.submit(target, "\"type\": \"verify-only\"");
    Claim claim =
        executionService
            .claimAndStart(databaseId(id), "first", Duration.ofSeconds(15))
            .orElseThrow()
            .claim();
    ActiveClaim activeClaim = leaseRenewer.register(claim, ExecutionSlot.UNLIMITED);
    try (var _ = blockScheduledTask()) {
      List<Instant> before = leaseAndHeartbeat(claim);
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(leaseAndHeartbeat(claim))
                  .as("the lease, and the last heartbeat of the node")
                  .satisfiesExactly(
                      lease -> assertThat(lease).isAfter(before.getFirst()),
                      heartbeat -> assertThat(heartbeat).isAfter(before.getLast())));
    } finally {
      leaseRenewer.unregister(activeClaim);
      executionService.release(claim);
      workflowScheduler.start();
    }
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed");
  }

  @Test
  void recoversOrphansWhileAnotherScheduledTaskHangs() throws Exception {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    try (var _ = blockScheduledTask()) {
      orphan(id, "verify");

      assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void hasOneThreadPerScheduledTask() {
    assertThat(scheduledTasks.getScheduledTasks())
        .hasSizeGreaterThan(10)
        .hasSizeLessThan(taskScheduler.getScheduledThreadPoolExecutor().getCorePoolSize());
  }

  /** Blocks a scheduled task until the result is closed. */
  private BlockedTask blockScheduledTask() throws InterruptedException {
    var started = new CountDownLatch(1);
    var release = new Semaphore(0);
    ScheduledFuture<?> task =
        taskScheduler.scheduleWithFixedDelay(
            () -> {
              started.countDown();
              release.acquireUninterruptibly();
            },
            Duration.ofHours(1));
    started.await();
    return () -> {
      release.release();
      task.cancel(true);
    };
  }

  /** Closes without a checked exception. */
  private interface BlockedTask extends AutoCloseable {

    @Override
    void close();
  }

  private List<Instant> leaseAndHeartbeat(Claim claim) {
    return jdbc.sql(
            """
            select lease_until from workflow where id = ?
            union all select max(seen_at) from node\
            """)
        .param(claim.id())
        .query(Instant.class)
        .list();
  }

  private UUID databaseId(String workflow) {
    return jdbc.sql("select id from workflow where name = ?")
        .param(workflow)
        .query(UUID.class)
        .single();
  }

  private long countWakeUps(UUID workflow) {
    return jdbc.sql("select count(*) from scheduled_tasks where task_instance = ?")
        .param(workflow.toString())
        .query(Long.class)
        .single();
  }
}
