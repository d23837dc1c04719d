package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests the queries on past executions and the filters of workflows. */
@PawlTest
class WorkflowRepositoryTests {

  @Autowired PawlClient pawl;
  @Autowired WorkflowService workflows;
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
            Map.of("team", "core"),
            null);

    assertThat(workflows.list(filter, ScrollPosition.keyset(), 10))
        .singleElement()
        .satisfies(match -> assertThat(match.workflowId()).isEqualTo(id));
    assertThat(workflows.count(filter)).isEqualTo(1);
  }
}
