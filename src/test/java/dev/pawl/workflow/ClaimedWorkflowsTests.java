package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.PawlTest;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.lock.LockConflict;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plan.TargetRules;
import dev.pawl.plan.TestPlans;
import dev.pawl.recovery.RecoveryFixtures;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowRows.AttemptRow;
import dev.pawl.workflow.WorkflowRows.PhaseRow;
import dev.pawl.workflow.WorkflowRows.StepRow;
import dev.pawl.workflow.WorkflowRows.WorkflowRow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares the workflows of claims, which are kept in memory and written by one statement, with what is stored of them. */
@PawlTest
class ClaimedWorkflowsTests {

  private static final Duration LEASE = Duration.ofMinutes(5);

  @Autowired WorkflowStore store;
  @Autowired WorkflowExecutionService executionService;
  @Autowired WorkflowService workflows;
  @Autowired WorkflowEventRepository events;
  @Autowired JdbcClient jdbc;
  @Autowired EntityManager entities;
  @Autowired EntityManagerFactory factory;
  @Autowired PlatformTransactionManager transactions;
  private final List<Claim> claims = new ArrayList<>();
  private TransactionTemplate transaction;

  @BeforeEach
  void createTemplate() {
    transaction = new TransactionTemplate(transactions);
  }

  /** Removes the open workflows, so that the node of the test does not continue them once their leases have expired. */
  @AfterEach
  void removeWorkflows() {
    claims.forEach(executionService::forget);
    claims.forEach(
        claim -> jdbc.sql("delete from workflow where id = ?").param(claim.id()).update());
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        Arguments.of(Workflow.class, WorkflowRow.class),
        Arguments.of(Phase.class, PhaseRow.class),
        Arguments.of(Step.class, StepRow.class),
        Arguments.of(Attempt.class, AttemptRow.class));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void writesAllColumnsThatMayChange(Class<?> entity, Class<?> row) {
    EntityPersister persister =
        factory
            .unwrap(SessionFactoryImplementor.class)
            .getMappingMetamodel()
            .getEntityDescriptor(entity);
    var changeable = new TreeSet<String>();
    var insertable = new TreeSet<String>();
    persister.forEachAttributeMapping(attribute -> {
      attribute.forEachUpdatable(
          (index, column) -> changeable.add(column.getSelectionExpression()));
      attribute.forEachInsertable(
          (index, column) -> insertable.add(column.getSelectionExpression()));
    });

    List<String> written = WorkflowWriter.columns(row);

    assertThat(written).contains("id").containsAll(changeable);
    if (entity == Attempt.class) {
      assertThat(written).containsAll(insertable);
    } else {
      assertThat(written).hasSize(1 + changeable.size());
    }
  }

  private static PlannedStep compensable(String name) {
    return new PlannedStep(
        name,
        "team/" + name,
        "",
        true,
        Duration.ofMinutes(1),
        OnFailure.ABORT,
        List.of(),
        null,
        1,
        List.of(),
        new Compensation("team/undo", null, Duration.ofMinutes(1)),
        TargetRules.NONE);
  }

  /** Stores and claims a workflow in one transaction, so that the node of the test cannot claim it. */
  private Claim createClaimed() {
    return createClaimed(
        TestPlans.of(
            TestPlans.phase(
                "change",
                compensable("first"),
                TestPlans.step("second", "team/second", true, OnFailure.ABORT))));
  }

  private Claim createClaimed(Plan plan) {
    Claim claim =
        transaction.execute(status -> {
          var workflow =
              new Workflow(
                  "quality_" + UUID.randomUUID().toString().substring(0, 23),
                  NewWorkflows.of(plan, false, Duration.ofHours(1)),
                  NodeCapabilities.NONE,
                  store.now());
          store.add(workflow);
          entities.clear();
          return executionService.claim(workflow.id(), "first", LEASE).orElseThrow();
        });
    claims.add(claim);
    return claim;
  }

  private static StepResult success() {
    return new StepResult(
        CommandResult.success("done").withMetric("files", 2),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        null);
  }

  private static StepResult failure() {
    return new StepResult(
        CommandResult.failure(FailureKind.REFUSED, "it broke"),
        List.of(),
        List.of(),
        "before",
        "after",
        List.of(),
        RecoveryFixtures.failure(StepStage.EXECUTION, "it broke", "a.txt"));
  }

  private void assertStored(Claim claim) {
    transaction.executeWithoutResult(status -> {
      WorkflowRows kept = WorkflowRows.of(store.lock(claim));
      WorkflowRows stored = WorkflowRows.of(entities.find(Workflow.class, claim.id()));
      assertThat(kept).isEqualTo(stored);
    });
  }

  @Test
  void storesEachTransitionUpToTheCompensations() {
    Claim claim = createClaimed();
    assertStored(claim);
    RunStep first = (RunStep) executionService.nextItem(claim).orElseThrow();
    assertStored(claim);
    RunStep second = (RunStep) executionService.recordResult(claim, first, success()).orElseThrow();
    assertStored(claim);
    executionService.markWaiting(claim, "second", "an agent");
    assertStored(claim);
    executionService.recordExternalChanges(claim, List.of("a.txt", "b.txt"));
    assertStored(claim);

    RunStep undo = (RunStep) executionService.recordResult(claim, second, failure()).orElseThrow();

    assertThat(undo.name()).isEqualTo("compensate_first");
    assertStored(claim);
    assertThat(executionService.recordResult(claim, undo, success())).isEmpty();
    transaction.executeWithoutResult(status ->
        assertThat(entities.find(Workflow.class, claim.id()).status())
            .isEqualTo(WorkflowStatus.FAILED));
  }

  @Test
  void storesAllColumns() {
    Claim claim = createClaimed();
    RunStep first = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.recordResult(claim, first, success());
    transaction.executeWithoutResult(status -> {
      Workflow workflow = store.lock(claim);
      workflow.recordExternalChanges(List.of("a.txt"));
      workflow.pendingActions().requestRollback(List.of("src/**"));
      workflow.pendingActions().requestPublication(List.of("doc/**"));
      workflow.pendingActions().setPauseRequested(true);
      workflow.pendingActions().cancel("newer");
      workflow
          .pendingActions()
          .endAfterCompensation(
              new StepTransition.End(WorkflowStatus.FAILED, EndedReason.STEP_FAILED));
      workflow.result().startPublishing();
      workflow.awaitLock("publish:x", new LockConflict("publish:x", "other", 2));
      workflow.waitState().openDecision(workflow.spec().createPauseDecision("second", store.now()));
      workflow.waitState().credit(Duration.ofSeconds(3));
      workflow.phases().getFirst().fallBack(store.now());
      RetryState retry = workflow.steps().find("second").orElseThrow().retryState();
      retry.recordFailure();
      retry.recordLostAttempt();
      retry.scheduleSimplifiedRetry();
      retry.replayBackoff(store.now());
      store.save(claim, workflow);
    });

    assertStored(claim);
  }

  @Test
  void readsTheWorkflowAgainAfterARollback() {
    Claim claim = createClaimed();
    transaction.executeWithoutResult(status -> {
      Workflow workflow = store.lock(claim);
      workflow.recordExternalChanges(List.of("a.txt"));
      store.save(claim, workflow);
      status.setRollbackOnly();
    });

    transaction.executeWithoutResult(
        status -> assertThat(store.lock(claim).result().externalChanges()).isEmpty());
    assertStored(claim);
  }

  @Test
  void writesNothingUnderAnEarlierClaim() {
    Claim claim = createClaimed();
    var earlier =
        new Claim(claim.id(), claim.workflow(), "first", claim.epoch() - 1, claim.traceParent());

    assertThatThrownBy(() -> executionService.recordExternalChanges(earlier, List.of("a.txt")))
        .isInstanceOf(LeaseLostException.class);

    assertStored(claim);
  }

  /** Stores and claims a workflow whose steps only read files; starts the first of them. */
  private Claim createReading() {
    var reading =
        new PlannedPhase(
            "look",
            PhaseKind.PARALLEL,
            null,
            Stream.of("one", "two", "three")
                .map(name -> TestPlans.step(name, "quality/verify", false, OnFailure.ABORT))
                .toList());
    return createClaimed(TestPlans.of(reading));
  }

  private List<EventView> storedEvents(Claim claim) {
    return events.findAfter(claim.id(), 0, 200);
  }

  private void assertStatuses(Claim claim, StepStatus... statuses) {
    transaction.executeWithoutResult(status ->
        assertThat(entities.find(Workflow.class, claim.id()).steps().all())
            .extracting(Step::status)
            .containsExactly(statuses));
  }

  @Test
  void writesResultsOfShortStepsWithTheNextTransaction() {
    Claim claim = createReading();
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();

    RunStep two = (RunStep) executionService.deferResult(claim, one, success()).orElseThrow();

    assertStatuses(claim, StepStatus.RUNNING, StepStatus.PENDING, StepStatus.PENDING);
    assertThat(executionService.deferredSince(claim)).isPresent();
    RunStep three = (RunStep) executionService.deferResult(claim, two, success()).orElseThrow();
    assertThat(executionService.deferResult(claim, three, success())).isEmpty();
    assertThat(executionService.recordResult(claim, three, success())).isEmpty();
    assertThat(executionService.deferredSince(claim)).isEmpty();
    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.COMPLETED, StepStatus.COMPLETED);
    assertThat(storedEvents(claim))
        .extracting(EventView::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, storedEvents(claim).size()).boxed().toList());
    assertThat(storedEvents(claim)).isSortedAccordingTo(Comparator.comparing(EventView::at));
    transaction.executeWithoutResult(status -> {
      Workflow workflow = entities.find(Workflow.class, claim.id());
      assertThat(WorkflowViewMapper.toView(WorkflowHistory.fold(workflow, storedEvents(claim))))
          .isEqualTo(WorkflowViewMapper.toView(workflow));
    });
  }

  @Test
  void writesResultsWhenTheirTimeHasCome() {
    Claim claim = createReading();
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.deferResult(claim, one, success());

    assertThat(executionService.nextItem(claim)).containsInstanceOf(WorkItem.Idle.class);

    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.RUNNING, StepStatus.PENDING);
    assertStored(claim);
  }

  @Test
  void writesResultsBeforeTheClaimIsReleased() {
    Claim claim = createReading();
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.deferResult(claim, one, success());

    executionService.releaseOnShutdown(claim);

    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.RUNNING, StepStatus.PENDING);
  }

  @Test
  void repeatsChangesOnAWorkflowThatAUserHasChanged() {
    Claim claim = createReading();
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();
    RunStep two = (RunStep) executionService.deferResult(claim, one, success()).orElseThrow();
    workflows.requestAction(claim.workflow(), WorkflowAction.PAUSE);

    assertThat(executionService.recordResult(claim, two, success())).isEmpty();

    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.PENDING, StepStatus.PENDING);
    assertThat(storedEvents(claim))
        .extracting(EventView::type)
        .containsSubsequence("pause_requested", "step_completed", "decision_opened")
        .doesNotHaveDuplicates();
  }

  @Test
  void repeatsChangesAfterARollback() {
    Claim claim = createReading();
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();
    executionService.deferResult(claim, one, success());
    transaction.executeWithoutResult(status -> {
      store.save(claim, store.lock(claim));
      status.setRollbackOnly();
    });
    assertStatuses(claim, StepStatus.RUNNING, StepStatus.PENDING, StepStatus.PENDING);

    executionService.nextItem(claim);

    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.RUNNING, StepStatus.PENDING);
    assertStored(claim);
  }

  @Test
  void writesEachStartOnceAnAttemptWasLost() {
    Claim lost = createReading();
    executionService.nextItem(lost);
    Claim claim = takeOver(lost);
    RunStep one = (RunStep) executionService.nextItem(claim).orElseThrow();
    RunStep two = (RunStep) executionService.recordResult(claim, one, success()).orElseThrow();

    assertThat(executionService.deferResult(claim, two, success())).isEmpty();

    assertStatuses(claim, StepStatus.COMPLETED, StepStatus.RUNNING, StepStatus.PENDING);
  }

  /** Expires a claim and claims its workflow again in one transaction, so that the node of the test cannot claim it. */
  private Claim takeOver(Claim claim) {
    return transaction.execute(status -> {
      jdbc.sql("update workflow set lease_until = now() - interval '1 second' where id = ?")
          .param(claim.id())
          .update();
      Claim second = executionService.claim(claim.id(), "second", LEASE).orElseThrow();
      claims.add(second);
      return second;
    });
  }
}
