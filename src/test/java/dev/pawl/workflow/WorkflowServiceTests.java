package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.PawlTest;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingService;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.TestPlans;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowEvent.EventView;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests claims, fencing and events on a real PostgreSQL; the node of the test never sees these workflows unclaimed. */
@PawlTest
class WorkflowServiceTests {

  private static final Duration LEASE = Duration.ofMinutes(5);

  @Autowired WorkflowService workflows;
  @Autowired FindingService findings;
  @Autowired WorkflowExecutionService executionService;
  @Autowired WorkflowEventRepository events;
  @Autowired JdbcClient jdbc;
  @Autowired DataSource dataSource;
  @Autowired EntityManager entities;
  @Autowired PlatformTransactionManager transactions;

  private static NewWorkflow submission(
      @Nullable String key, @Nullable String hash, Map<String, String> labels) {
    var verify = TestPlans.step("verify", "quality/verify", false, OnFailure.ABORT);
    var again = TestPlans.step("final_verify", "quality/verify", false, OnFailure.ABORT);
    var plan = TestPlans.of(TestPlans.phase("check", verify, again));
    return new NewWorkflow(
        Target.directory("/nowhere"),
        null,
        plan,
        false,
        Duration.ofHours(1),
        false,
        Duration.ofHours(1),
        labels,
        5,
        key,
        hash,
        null,
        null,
        null,
        null,
        null,
        RuleSettings.DEFAULT,
        Map.of(),
        null,
        Map.of(),
        null);
  }

  /** Stores and claims a workflow in one transaction, so that the node of the test cannot claim it. */
  private Claim createClaimed() {
    var template = new TransactionTemplate(transactions);
    return template.execute(status -> {
      UUID id = id(workflows.submit(submission(null, null, Map.of())).workflow());
      entities.clear();
      return executionService.claim(id, "first", LEASE).orElseThrow();
    });
  }

  private UUID id(WorkflowView workflow) {
    return workflows.findRevision(workflow.workflowId()).orElseThrow().id();
  }

  private static StepResult success(Finding... findings) {
    CommandResult outcome = CommandResult.success("done").withMetric("errors", 0);
    return new StepResult(
        outcome, List.of(findings), List.of(), "before", "after", List.of(), null);
  }

  private static Finding finding(String fingerprint) {
    return new Finding(
        "A.java", 1, 7, 2, 3, 4, Severity.WARNING, "tool", "rule", "a\0message", fingerprint);
  }

  private void expire(Claim claim) {
    jdbc.sql("update workflow set lease_until = now() - interval '1 second' where id = ?")
        .param(claim.id())
        .update();
  }

  /** Expires a claim and claims its workflow again in one transaction, so that the node of the test cannot claim it. */
  private Claim takeOver(Claim claim) {
    return new TransactionTemplate(transactions)
        .execute(status -> {
          expire(claim);
          return executionService.claim(claim.id(), "second", LEASE).orElseThrow();
        });
  }

  @Test
  void doesNotRenewReleasedClaims() {
    Claim claim = createClaimed();
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          executionService.release(claim);
          assertThat(executionService.renew(List.of(claim), LEASE)).isEmpty();
          status.setRollbackOnly();
        });
  }

  @Test
  void namesWorkflowsByTimeAndSuffix() {
    assertThat(workflows.submit(submission(null, null, Map.of())).workflow().workflowId())
        .matches("quality_\\d{8}_\\d{6}_[a-z0-9]{8}");
  }

  @Test
  void persistsAndLoadsTheWholeGraph() {
    Claim claim = createClaimed();
    RunStep verify = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.recordResult(claim, verify, success());

    WorkflowView view = workflows.find(claim.workflow()).orElseThrow();

    assertThat(view.steps())
        .extracting(WorkflowView.StepView::name)
        .containsExactly("verify", "final_verify");
    assertThat(view.target()).isEqualTo(Target.directory("/nowhere"));
    assertThat(workflows.attempts(claim.workflow(), "verify").orElseThrow())
        .singleElement()
        .satisfies(attempt -> {
          assertThat(attempt.outcome()).isEqualTo(success().outcome());
          assertThat(attempt.node()).isEqualTo("first");
        });
  }

  @Test
  void isClaimedByOneNodeOnly() throws Exception {
    Claim first = createClaimed();
    UUID id = first.id();
    expire(first);

    try (var pool = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Optional<Claim>>>();
      for (int i = 0; i < 16; i++) {
        String node = "node" + i;
        tasks.add(() -> executionService.claim(id, node, LEASE));
      }
      int successfulClaims = 0;
      for (Future<Optional<Claim>> future : pool.invokeAll(tasks)) {
        successfulClaims += future.get().isPresent() ? 1 : 0;
      }
      assertThat(successfulClaims).isLessThanOrEqualTo(1);
      // Claims skip a row that another transaction has locked, and the node of the test may claim
      // the
      // workflow instead; in the end exactly one claim has succeeded.
      Awaitility.await().until(() -> epoch(id) > first.epoch());
      assertThat(epoch(id)).isEqualTo(first.epoch() + 1);
    }
  }

  private long epoch(UUID id) {
    return jdbc.sql("select epoch from workflow where id = ?").param(id).query(Long.class).single();
  }

  @Test
  void isNotClaimedDuringALeaseOrAfterItsEnd() {
    Claim claim = createClaimed();
    assertThat(executionService.claim(claim.id(), "second", LEASE)).isEmpty();

    RunStep verify = (RunStep) executionService.nextItem(claim).orElseThrow();
    RunStep last = (RunStep) executionService.recordResult(claim, verify, success()).orElseThrow();
    assertThat(executionService.recordResult(claim, last, success())).isEmpty();

    assertThat(executionService.claim(claim.id(), "second", LEASE)).isEmpty();
    assertThat(workflows.find(claim.workflow()).orElseThrow().status())
        .isEqualTo(WorkflowStatus.COMPLETED);
  }

  @Test
  void rejectsWritesOfALostClaim() {
    Claim first = createClaimed();
    RunStep step = (RunStep) executionService.nextItem(first).orElseThrow();
    Claim second = takeOver(first);
    var before = workflows.find(first.workflow()).orElseThrow();

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> executionService.recordResult(first, step, success(finding("x"))));
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> executionService.nextItem(first));
    executionService.release(first);

    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertThat(workflows.find(first.workflow())).contains(before);
    assertThat(findings.findAll(first.workflow())).isEmpty();
    assertThat(executionService.renew(List.of(second), LEASE)).containsKey(second.id());
  }

  @Test
  void renewsOnlyValidClaims() {
    Claim lost = createClaimed();
    Claim valid = createClaimed();
    takeOver(lost);

    assertThat(executionService.renew(List.of(lost, valid), LEASE)).containsOnlyKeys(valid.id());
  }

  @Test
  void reportsARequestedCancellationOnRenewal() {
    Claim claim = createClaimed();
    executionService.nextItem(claim);

    workflows.requestAction(claim.workflow(), WorkflowAction.CANCELLATION);

    assertThat(executionService.renew(List.of(claim), LEASE)).containsEntry(claim.id(), true);
    assertThat(executionService.nextItem(claim)).isEmpty();
    assertThat(workflows.find(claim.workflow()).orElseThrow().status())
        .isEqualTo(WorkflowStatus.CANCELLED);
  }

  /** Stores a workflow with a wake-up that is not due, so that only this test claims it. */
  private UUID createPostponed() {
    return create(false);
  }

  /** Stores a workflow with a wake-up in an hour, so that only this test claims it. */
  private UUID create(boolean picked) {
    return new TransactionTemplate(transactions)
        .execute(status -> {
          UUID id = id(workflows.submit(submission(null, null, Map.of())).workflow());
          // The commit adds a wake-up only if there is none.
          jdbc.sql(
                  """
                  insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                  values (?, ?, now() + interval '1 hour', ?, 1)
                  """)
              .params(WorkflowExecutionService.WAKE_UP_TASK, id.toString(), picked)
              .update();
          return id;
        });
  }

  /** Runs an action while another transaction has locked the row of a workflow. */
  private void whileLocked(UUID workflow, Runnable action) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement =
            connection.prepareStatement("select from workflow where id = ? for update")) {
      connection.setAutoCommit(false);
      statement.setObject(1, workflow);
      statement.execute();
      action.run();
      connection.rollback();
    }
  }

  @Test
  void doesNotWaitForLockedWorkflows() throws SQLException {
    UUID unclaimed = createPostponed();
    Claim locked = createClaimed();
    Claim other = createClaimed();

    whileLocked(
        unclaimed, () -> assertThat(executionService.claim(unclaimed, "second", LEASE)).isEmpty());
    whileLocked(
        locked.id(),
        () -> {
          assertThat(executionService.renew(List.of(locked, other), LEASE))
              .containsOnlyKeys(other.id());
          assertThat(executionService.findLost(List.of(locked, other))).isEmpty();
        });

    assertThat(executionService.claim(unclaimed, "second", LEASE)).isPresent();
    assertThat(executionService.renew(List.of(locked), LEASE)).containsOnlyKeys(locked.id());
    takeOver(locked);
    assertThat(executionService.findLost(List.of(locked, other))).containsExactly(locked.id());
  }

  @Test
  void repeatsTheWakeUpOfALockedWorkflow() {
    UUID id = createPostponed();
    jdbc.sql("update scheduled_tasks set picked = true, version = 7 where task_instance = ?")
        .param(id.toString())
        .update();

    executionService.endWakeUp(id, 7, Duration.ofHours(1));

    assertThat(wakeUpVersions(id)).containsExactly(8L);
    executionService.claim(id, "second", LEASE).orElseThrow();
    executionService.endWakeUp(id, 8, Duration.ofHours(1));
    assertThat(wakeUpVersions(id)).isEmpty();
  }

  private List<Long> wakeUpVersions(UUID workflow) {
    return jdbc.sql("select version from scheduled_tasks where task_instance = ? and not picked")
        .param(workflow.toString())
        .query(Long.class)
        .list();
  }

  /** Stores a workflow without a wake-up, so that only this test claims it. */
  private UUID createUnscheduled() {
    UUID id = create(true);
    jdbc.sql("delete from scheduled_tasks where task_instance = ?").param(id.toString()).update();
    return id;
  }

  @Test
  void seesChangesByUsersBetweenTheTransactionsOfAClaim() {
    var claimed = executionService.claimAndStart(createUnscheduled(), "first", LEASE).orElseThrow();
    Claim claim = claimed.claim();
    RunStep verify = (RunStep) claimed.firstItem().orElseThrow();
    executionService.markWaiting(claim, "verify", "agent");
    workflows.requestAction(claim.workflow(), WorkflowAction.PAUSE);
    executionService.clearWaiting(claim, "verify", Duration.ofSeconds(7));

    assertThat(executionService.recordResult(claim, verify, success())).isEmpty();

    WorkflowView view = workflows.find(claim.workflow()).orElseThrow();
    assertThat(view.status()).isEqualTo(WorkflowStatus.AWAITING_DECISION);
    assertThat(events.findAfter(claim.id(), 0, 200))
        .extracting(EventView::type)
        .containsSubsequence(
            "step_waiting",
            "pause_requested",
            "step_admitted",
            "step_completed",
            "decision_opened");
    executionService.forget(claim);
    workflows.requestAction(claim.workflow(), WorkflowAction.CANCELLATION);
  }

  @Test
  void numbersEventsWithoutGaps() {
    Claim claim = createClaimed();
    RunStep verify = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.recordResult(claim, verify, success());
    WorkflowView view = workflows.find(claim.workflow()).orElseThrow();

    var stored = events.findAfter(claim.id(), 0, 200);

    assertThat(stored)
        .extracting(EventView::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, view.eventSequence()).boxed().toList());
    assertThat(stored.getFirst().type()).isEqualTo("workflow_submitted");
    assertThat(events.findAfter(claim.id(), view.eventSequence(), 10)).isEmpty();
  }

  @Test
  void returnsFindingsOfTheLastAndFirstVerification() {
    Claim claim = createClaimed();
    RunStep first = (RunStep) executionService.nextItem(claim).orElseThrow();
    assertThat(findings.findInitialFingerprints(claim.id(), first.step())).isEmpty();
    RunStep second =
        (RunStep)
            executionService.recordResult(claim, first, success(finding("old"))).orElseThrow();

    assertThat(findings.findInitialFingerprints(claim.id(), second.step()))
        .isEqualTo(Set.of("old"));
    executionService.recordResult(claim, second, success(finding("old"), finding("new")));

    assertThat(findings.findAll(claim.workflow()))
        .extracting(reported -> reported.finding().fingerprint())
        .containsExactly("old", "new");
    assertThat(findings.count(claim.workflow()).total()).isEqualTo(2);
    assertThat(findings.findFirst(claim.workflow(), 1).getFirst().message())
        .isEqualTo("a\uFFFDmessage");
  }

  @Test
  void returnsTheExistingWorkflowForADuplicate() {
    String key = UUID.randomUUID().toString();
    var first = workflows.submit(submission(key, "hash", Map.of()));

    var duplicate = workflows.submit(submission(key, "hash", Map.of()));

    assertThat(first.duplicate()).isFalse();
    assertThat(duplicate.duplicate()).isTrue();
    assertThat(duplicate.workflow().workflowId()).isEqualTo(first.workflow().workflowId());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> workflows.findDuplicate(null, key, "other"));
  }

  @Test
  void startsOneWorkflowForConcurrentDuplicates() throws Exception {
    String key = UUID.randomUUID().toString();
    try (var pool = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<String>>();
      for (int i = 0; i < 16; i++) {
        tasks.add(
            () -> workflows.submit(submission(key, "hash", Map.of())).workflow().workflowId());
      }
      var names = new HashSet<String>();
      for (Future<String> future : pool.invokeAll(tasks)) {
        names.add(future.get());
      }
      assertThat(names).hasSize(1);
    }
  }

  @Test
  void loadsAWorkflowWithAFixedNumberOfQueries() {
    Claim claim = createClaimed();
    var statistics = statistics();
    long statements = Long.MAX_VALUE;
    // Scheduled jobs of the node can only add statements.
    for (int attempt = 0; attempt < 100 && statements > 4; attempt++) {
      statistics.clear();
      workflows.find(claim.workflow());
      statements = Math.min(statements, statistics.getPrepareStatementCount());
    }

    assertThat(statements).isLessThanOrEqualTo(4);
  }

  @Autowired EntityManagerFactory factory;

  private Statistics statistics() {
    var statistics = factory.unwrap(SessionFactory.class).getStatistics();
    statistics.setStatisticsEnabled(true);
    return statistics;
  }

  @Test
  void findsOrphanedWorkflows() {
    Claim claim = createClaimed();
    assertThat(executionService.findOrphaned()).doesNotContain(claim.id());
    jdbc.sql("delete from scheduled_tasks where task_instance = ?")
        .param(claim.id().toString())
        .update();

    var template = new TransactionTemplate(transactions);
    template.executeWithoutResult(status -> {
      expire(claim);
      assertThat(executionService.findOrphaned()).contains(claim.id());
      status.setRollbackOnly();
    });
  }

  @Test
  void commitsDurably() {
    assertThat(jdbc.sql("show synchronous_commit").query(String.class).single()).isEqualTo("on");
    assertThat(jdbc.sql("show fsync").query(String.class).single()).isEqualTo("on");
    assertThat(jdbc.sql("show full_page_writes").query(String.class).single()).isEqualTo("on");
  }
}
