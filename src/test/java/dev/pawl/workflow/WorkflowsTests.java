package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.PawlTest;
import dev.pawl.command.Finding;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plans;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workspace.Target;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
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
class WorkflowsTests {

  private static final Duration LEASE = Duration.ofMinutes(5);

  @Autowired Workflows workflows;
  @Autowired WorkQueue queue;
  @Autowired EventLog events;
  @Autowired WorkflowQueries queries;
  @Autowired JdbcClient jdbc;
  @Autowired EntityManager entities;
  @Autowired PlatformTransactionManager transactions;

  private static Accepted accepted(
      @Nullable String key, @Nullable String hash, Map<String, String> labels) {
    var verify = Plans.step("verify", "quality/verify", false, OnFailure.ABORT);
    var again = Plans.step("final_verify", "quality/verify", false, OnFailure.ABORT);
    var plan = Plans.of(Plans.phase("check", verify, again));
    return new Accepted(
        Target.directory("/nowhere"),
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
        null);
  }

  /** Stores and claims a workflow in one transaction, so that the node of the test cannot claim it. */
  private Claim claimed() {
    var template = new TransactionTemplate(transactions);
    return template.execute(status -> {
      UUID id = id(workflows.start(accepted(null, null, Map.of())).workflow());
      entities.clear();
      return queue.claim(id, "first", LEASE).orElseThrow();
    });
  }

  private UUID id(WorkflowView workflow) {
    return queries.position(workflow.workflowId()).orElseThrow().id();
  }

  private static StepResult success(Finding... findings) {
    Outcome outcome = Outcome.success("done").with("errors", 0);
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
  private Claim takenOver(Claim claim) {
    return new TransactionTemplate(transactions)
        .execute(status -> {
          expire(claim);
          return queue.claim(claim.id(), "second", LEASE).orElseThrow();
        });
  }

  @Test
  void renewsNoClaimThatWasLetGo() {
    Claim claim = claimed();
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          queue.release(claim);
          assertThat(queue.renew(List.of(claim), LEASE)).isEmpty();
          status.setRollbackOnly();
        });
  }

  @Test
  void namesWorkflowsByTheTimeAndASuffix() {
    assertThat(workflows.start(accepted(null, null, Map.of())).workflow().workflowId())
        .matches("quality_\\d{8}_\\d{6}_[a-z0-9]{8}");
  }

  @Test
  void keepsTheWholeGraphAndReadsItBackEqual() {
    Claim claim = claimed();
    RunStep verify = (RunStep) queue.next(claim).orElseThrow();
    queue.record(claim, verify, success());

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
    Claim first = claimed();
    UUID id = first.id();
    expire(first);

    try (var pool = Executors.newFixedThreadPool(8)) {
      var tries = new ArrayList<Callable<Optional<Claim>>>();
      for (int i = 0; i < 16; i++) {
        String node = "node" + i;
        tries.add(() -> queue.claim(id, node, LEASE));
      }
      int won = 0;
      for (Future<Optional<Claim>> done : pool.invokeAll(tries)) {
        won += done.get().isPresent() ? 1 : 0;
      }
      assertThat(won).isLessThanOrEqualTo(1);
      // The node of the test may have claimed the workflow instead; in any case exactly one claim
      // succeeded.
      assertThat(
              jdbc.sql("select epoch from workflow where id = ?")
                  .param(id)
                  .query(Long.class)
                  .single())
          .isEqualTo(first.epoch() + 1);
    }
  }

  @Test
  void isNotClaimedWhileItsLeaseHoldsOrAfterItsEnd() {
    Claim claim = claimed();
    assertThat(queue.claim(claim.id(), "second", LEASE)).isEmpty();

    RunStep verify = (RunStep) queue.next(claim).orElseThrow();
    RunStep last = (RunStep) queue.record(claim, verify, success()).orElseThrow();
    assertThat(queue.record(claim, last, success())).isEmpty();

    assertThat(queue.claim(claim.id(), "second", LEASE)).isEmpty();
    assertThat(workflows.find(claim.workflow()).orElseThrow().status())
        .isEqualTo(WorkflowStatus.COMPLETED);
  }

  @Test
  void takesNothingMoreFromAClaimThatWasLost() {
    Claim first = claimed();
    RunStep step = (RunStep) queue.next(first).orElseThrow();
    Claim second = takenOver(first);
    var before = workflows.find(first.workflow()).orElseThrow();

    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> queue.record(first, step, success(finding("x"))));
    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> queue.next(first));
    queue.release(first);

    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertThat(workflows.find(first.workflow())).contains(before);
    assertThat(workflows.findings(first.workflow())).isEmpty();
    assertThat(queue.renew(List.of(second), LEASE)).containsKey(second.id());
  }

  @Test
  void renewsOnlyClaimsThatAreStillGood() {
    Claim first = claimed();
    Claim other = claimed();
    takenOver(first);

    assertThat(queue.renew(List.of(first, other), LEASE)).containsOnlyKeys(other.id());
  }

  @Test
  void tellsTheHolderThatACancellationWaits() {
    Claim claim = claimed();
    queue.next(claim);

    workflows.ask(claim.workflow(), WorkflowAction.CANCELLATION);

    assertThat(queue.renew(List.of(claim), LEASE)).containsEntry(claim.id(), true);
    assertThat(queue.next(claim)).isEmpty();
    assertThat(workflows.find(claim.workflow()).orElseThrow().status())
        .isEqualTo(WorkflowStatus.CANCELLED);
  }

  @Test
  void numbersEventsWithoutAGap() {
    Claim claim = claimed();
    RunStep verify = (RunStep) queue.next(claim).orElseThrow();
    queue.record(claim, verify, success());
    WorkflowView view = workflows.find(claim.workflow()).orElseThrow();

    var kept = events.after(claim.id(), 0, 200);

    assertThat(kept)
        .extracting(EventView::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, view.eventSequence()).boxed().toList());
    assertThat(kept.getFirst().type()).isEqualTo("workflow_submitted");
    assertThat(events.after(claim.id(), view.eventSequence(), 10)).isEmpty();
  }

  @Test
  void keepsFindingsOfTheLastVerificationAndKnowsThoseOfTheFirst() {
    Claim claim = claimed();
    RunStep first = (RunStep) queue.next(claim).orElseThrow();
    assertThat(queue.knownFindings(claim, first.step())).isEmpty();
    RunStep second = (RunStep) queue.record(claim, first, success(finding("old"))).orElseThrow();

    assertThat(queue.knownFindings(claim, second.step())).isEqualTo(Set.of("old"));
    queue.record(claim, second, success(finding("old"), finding("new")));

    assertThat(workflows.findings(claim.workflow()))
        .extracting(Finding::fingerprint)
        .containsExactly("old", "new");
    assertThat(workflows.findingCounts(claim.workflow()).all()).isEqualTo(2);
    assertThat(workflows.firstFindings(claim.workflow(), 1).getFirst().message())
        .isEqualTo("a\uFFFDmessage");
  }

  @Test
  void answersARepeatWithTheFirstWorkflow() {
    String key = UUID.randomUUID().toString();
    var first = workflows.start(accepted(key, "hash", Map.of()));

    var again = workflows.start(accepted(key, "hash", Map.of()));

    assertThat(first.repeated()).isFalse();
    assertThat(again.repeated()).isTrue();
    assertThat(again.workflow().workflowId()).isEqualTo(first.workflow().workflowId());
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> workflows.repeated(null, key, "other"));
  }

  @Test
  void startsOneWorkflowHoweverManySubmitAtOnceWithOneKey() throws Exception {
    String key = UUID.randomUUID().toString();
    try (var pool = Executors.newFixedThreadPool(8)) {
      var tries = new ArrayList<Callable<String>>();
      for (int i = 0; i < 16; i++) {
        tries.add(() -> workflows.start(accepted(key, "hash", Map.of())).workflow().workflowId());
      }
      var names = new HashSet<String>();
      for (Future<String> done : pool.invokeAll(tries)) {
        names.add(done.get());
      }
      assertThat(names).hasSize(1);
    }
  }

  @Test
  void loadsAWorkflowWithAFixedNumberOfQueries() {
    Claim claim = claimed();
    var statistics = statistics();
    statistics.clear();

    workflows.find(claim.workflow());

    assertThat(statistics.getPrepareStatementCount()).isLessThanOrEqualTo(4);
  }

  @Autowired EntityManagerFactory factory;

  private Statistics statistics() {
    var statistics = factory.unwrap(SessionFactory.class).getStatistics();
    statistics.setStatisticsEnabled(true);
    return statistics;
  }

  @Test
  void findsWhatNobodyMovesAndNobodyWillBeWokenFor() {
    Claim claim = claimed();
    assertThat(queue.unattended()).doesNotContain(claim.id());
    jdbc.sql("delete from scheduled_tasks where task_instance = ?")
        .param(claim.id().toString())
        .update();

    var template = new TransactionTemplate(transactions);
    template.executeWithoutResult(status -> {
      expire(claim);
      assertThat(queue.unattended()).contains(claim.id());
      status.setRollbackOnly();
    });
  }

  @Test
  void keepsAcceptedWorkflowsDurably() {
    assertThat(jdbc.sql("show synchronous_commit").query(String.class).single()).isEqualTo("on");
    assertThat(jdbc.sql("show fsync").query(String.class).single()).isEqualTo("on");
    assertThat(jdbc.sql("show full_page_writes").query(String.class).single()).isEqualTo("on");
  }
}
