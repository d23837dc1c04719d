package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.project.ProjectService;
import dev.pawl.project.ProjectUsage;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests the queries on past executions and the filters of workflows. */
@PawlTest
class WorkflowRepositoryTests {

  @Autowired PawlClient pawl;
  @Autowired WorkflowService workflows;
  @Autowired WorkflowRepository repository;
  @Autowired ProjectService projects;
  @Autowired PlatformTransactionManager transactions;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A {}\n");
  }

  private void setDuration(String workflow, long milliseconds) {
    jdbc.sql(
            "update step set duration_ms = ? where phase_id in (select p.id from phase p join"
                + " workflow w on w.id = p.workflow_id where w.name = ?)")
        .params(milliseconds, workflow)
        .update();
  }

  private String runVerification() {
    return pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"")
        .get("workflow_id")
        .asString();
  }

  @Test
  void returnsTheMedianDurationOnTheSameTarget() {
    assertThat(workflows.findMedianDuration("quality/verify", target.toString())).isEmpty();
    setDuration(runVerification(), 10);
    setDuration(runVerification(), 70_000);
    setDuration(runVerification(), 300);

    assertThat(workflows.findMedianDuration("quality/verify", target.toString()))
        .contains(Duration.ofMillis(300));
    assertThat(workflows.findMedianDuration("quality/verify", "/another")).isEmpty();
    assertThat(workflows.findMedianDuration("quality/format", target.toString())).isEmpty();
  }

  @Test
  void considersOnlyRecentExecutions() {
    setDuration(runVerification(), 1_000_000);
    for (int i = 0; i < 20; i++) {
      setDuration(runVerification(), 5);
    }

    jdbc.sql(
            "update step set duration_ms = 1000000 where duration_ms = 5 and ended_at < now() -"
                + " interval '1 day'")
        .update();
    assertThat(workflows.findMedianDuration("quality/verify", target.toString()))
        .contains(Duration.ofMillis(5));
  }

  @Test
  void countsFindingsOfTheLastVerification() {
    assertThat(workflows.countLastFindings(target.toString())).isEqualTo(OptionalLong.empty());
    runVerification();
    assertThat(workflows.countLastFindings(target.toString())).isEqualTo(OptionalLong.of(1));

    TestFiles.write(target, "A.java", "class A {}\n");
    runVerification();
    assertThat(workflows.countLastFindings(target.toString())).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void combinesAllFilters() {
    String id =
        pawl.submitAndAwaitEnd(
                target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    var filter =
        new WorkflowFilter(
            List.of(WorkflowStatus.COMPLETED),
            "verify-only",
            target.toString(),
            null,
            EndedReason.COMPLETED,
            null,
            null,
            null,
            Map.of("team", "core"),
            null,
            null,
            null,
            null);

    assertThat(workflows.list(filter, ScrollPosition.keyset(), 10))
        .singleElement()
        .satisfies(match -> assertThat(match.workflowId()).isEqualTo(id));
    assertThat(workflows.count(filter)).isEqualTo(1);
  }

  private WorkflowFilter onTarget() {
    return new WorkflowFilter(
        List.of(),
        null,
        target.toString(),
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null);
  }

  @Test
  void pagesThroughAListNewestFirst() {
    String first = runVerification();
    String second = runVerification();
    String third = runVerification();

    Window<WorkflowSummary> page = workflows.list(onTarget(), ScrollPosition.keyset(), 2);
    Window<WorkflowSummary> last = workflows.list(onTarget(), page.positionAt(1), 2);

    assertThat(page).extracting(WorkflowSummary::workflowId).containsExactly(third, second);
    assertThat(page.hasNext()).isTrue();
    assertThat(last).extracting(WorkflowSummary::workflowId).containsExactly(first);
    assertThat(last.hasNext()).isFalse();
    assertThat(workflows.count(onTarget())).isEqualTo(3);
  }

  @Test
  void listsTheSameFieldsAsTheWorkflow() {
    String id =
        pawl.submitAndAwaitEnd(
                target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    WorkflowView view = workflows.find(id).orElseThrow();

    assertThat(workflows.list(onTarget(), ScrollPosition.keyset(), 1))
        .containsExactly(
            new WorkflowSummary(
                id,
                view.type(),
                target.toString(),
                view.revision(),
                view.status(),
                view.endedReason(),
                view.endedMessage(),
                view.dryRun(),
                view.priority(),
                view.labels(),
                view.project(),
                view.createdAt(),
                view.startedAt(),
                view.endedAt(),
                WorkflowLinks.of(id)));
  }

  @Test
  void listsOnlyWorkflowsOfTheProjectOfTheCaller() {
    String id = runVerification();

    Window<WorkflowSummary> page =
        projects.callFor("another", () -> workflows.list(onTarget(), ScrollPosition.keyset(), 10));

    assertThat(page).isEmpty();
    assertThat(projects.callFor("another", () -> workflows.isVisibleToCaller(id))).isFalse();
    assertThat(workflows.isVisibleToCaller(id)).isTrue();
  }

  @Test
  void pagesThroughSnapshots() {
    runVerification();
    String second = runVerification();

    Window<SnapshotView> page = workflows.snapshots(target.toString(), ScrollPosition.keyset(), 1);
    Window<SnapshotView> last = workflows.snapshots(target.toString(), page.positionAt(0), 1);

    assertThat(page)
        .singleElement()
        .returns(second, SnapshotView::workflowId)
        .returns(workflows.find(second).orElseThrow().snapshot(), SnapshotView::snapshot)
        .returns(null, SnapshotView::prunedAt);
    assertThat(page.hasNext()).isTrue();
    assertThat(last).hasSize(1);
    assertThat(last.hasNext()).isFalse();
  }

  @Test
  void changesTheRevisionWithEachWrite() {
    String id = runVerification();
    WorkflowRevision before = workflows.findRevision(id).orElseThrow();

    setPriority(id, 7);

    WorkflowRevision after = workflows.findRevision(id).orElseThrow();
    assertThat(before.sequence()).isEqualTo(workflows.find(id).orElseThrow().eventSequence());
    assertThat(before.ended()).isTrue();
    assertThat(before.awaitingDecision()).isFalse();
    assertThat(after.rowVersion()).isNotEqualTo(before.rowVersion());
    assertThat(workflows.findRevision("another")).isEmpty();
  }

  private void setPriority(String workflow, int priority) {
    jdbc.sql("update workflow set priority = ? where name = ?").params(priority, workflow).update();
  }

  @Test
  void findsOnlyOpenWorkflowsOfATarget() {
    String id = runVerification();
    assertThat(repository.findActiveWorkflows(target.toString())).isEmpty();

    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          jdbc.sql("update workflow set status = 'AWAITING_DECISION', project = 'p' where name = ?")
              .param(id)
              .update();
          assertThat(repository.findActiveWorkflows(target.toString())).containsExactly(id);
          assertThat(repository.countOpenWorkflows("p")).isEqualTo(1);
          assertThat(repository.findSubmittedAfter("p", Instant.EPOCH))
              .returns(1L, ProjectUsage.RecentWorkflows::getSubmitted)
              .returns(
                  workflows.find(id).orElseThrow().createdAt(),
                  ProjectUsage.RecentWorkflows::getOldest);
          status.setRollbackOnly();
        });
    assertThat(repository.findSubmittedAfter("p", Instant.EPOCH))
        .returns(0L, ProjectUsage.RecentWorkflows::getSubmitted)
        .returns(null, ProjectUsage.RecentWorkflows::getOldest);
  }
}
