package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests the queries on past executions and the filters of workflows. */
@PawlTest
class WorkflowQueriesTests {

  @Autowired Pawl pawl;
  @Autowired WorkflowQueries queries;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    Folders.write(target, "A.java", "import java.util.List;\nclass A {}\n");
  }

  private void took(String workflow, long milliseconds) {
    jdbc.sql(
            "update step set duration_ms = ? where phase_id in (select p.id from phase p join"
                + " workflow w on w.id = p.workflow_id where w.name = ?)")
        .params(milliseconds, workflow)
        .update();
  }

  private String verified() {
    return pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
  }

  @Test
  void knowTheMiddleOfPastExecutionsOnTheSameTarget() {
    assertThat(queries.typical("quality/verify", target.toString())).isEmpty();
    took(verified(), 10);
    took(verified(), 70_000);
    took(verified(), 300);

    assertThat(queries.typical("quality/verify", target.toString()))
        .contains(Duration.ofMillis(300));
    assertThat(queries.typical("quality/verify", "/another")).isEmpty();
    assertThat(queries.typical("quality/format", target.toString())).isEmpty();
  }

  @Test
  void forgetWhatIsLongAgo() {
    took(verified(), 1_000_000);
    for (int i = 0; i < 20; i++) {
      took(verified(), 5);
    }

    jdbc.sql(
            "update step set duration_ms = 1000000 where duration_ms = 5 and ended_at < now() -"
                + " interval '1 day'")
        .update();
    assertThat(queries.typical("quality/verify", target.toString())).contains(Duration.ofMillis(5));
  }

  @Test
  void countTheFindingsOfTheLastVerificationOnly() {
    assertThat(queries.knownFindings(target.toString())).isEqualTo(OptionalLong.empty());
    verified();
    assertThat(queries.knownFindings(target.toString())).isEqualTo(OptionalLong.of(1));

    Folders.write(target, "A.java", "class A {}\n");
    verified();
    assertThat(queries.knownFindings(target.toString())).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void findByEveryFilterTogether() {
    String id =
        pawl.run(target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    var filter =
        new WorkflowQueries.Filter(
            List.of(WorkflowStatus.COMPLETED),
            "verify-only",
            target.toString(),
            null,
            EndedReason.COMPLETED,
            null,
            null,
            Map.of("team", "core"),
            null);

    assertThat(queries.list(filter, null, 10))
        .singleElement()
        .satisfies(found -> assertThat(found.getValue().workflowId()).isEqualTo(id));
    assertThat(queries.count(filter)).isEqualTo(1);
  }
}
