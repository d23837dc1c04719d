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
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests the queries on past executions, revisions and open workflows. */
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
  void hidesWorkflowsFromCallersOfOtherProjects() {
    String id = runVerification();

    assertThat(projects.callFor("another", () -> workflows.isVisibleToCaller(id))).isFalse();
    assertThat(workflows.isVisibleToCaller(id)).isTrue();
  }

  @Test
  void countsNothingOfOtherProjects() {
    runVerification();
    String name = target.toString();

    assertThat(projects.callFor("another", () -> workflows.countLastFindings(name)).isEmpty())
        .isTrue();
    assertThat(
            projects.callFor("another", () -> workflows.findMedianDuration("quality/verify", name)))
        .isEmpty();
    assertThat(workflows.countLastFindings(name)).isNotEmpty();
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
