package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that the decisions about an attempt are stored as data, and that rows of earlier versions are still read. */
@PawlTest
class StoredVerdictTests {

  private static final String WORKFLOWS = "/api/v1/workflows/";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A {}\n");
  }

  private String runWithGates() {
    return pawl.submitAndAwaitEnd(
            target,
            """
            "type": "verify-only", "gates": [
              {"metric": "findings", "operator": "<=", "threshold": 7, "on": "all"},
              {"metric": "errors", "operator": ">", "threshold": 3, "on": "new"}]\
            """)
        .get("workflow_id")
        .asString();
  }

  private String attempts(String workflow) {
    return """
    from attempt a join step s on s.id = a.step_id join phase p on p.id = s.phase_id
    join workflow w on w.id = p.workflow_id where w.name = '%s' and s.name = 'verify'
    """
        .formatted(workflow);
  }

  private JsonNode verdicts(String workflow) {
    return pawl.get(WORKFLOWS + workflow + "/steps/verify").json().at("/attempts/0/verdicts");
  }

  private String report(String workflow) {
    return pawl.get(WORKFLOWS + workflow + "/report?format=markdown").body();
  }

  @Test
  void storesVerdictsAsDataAndShowsThemAsText() {
    String workflow = runWithGates();

    assertThat(
            jdbc.sql("select a.gate_verdicts::text " + attempts(workflow))
                .query(String.class)
                .single())
        .isEqualTo(
            """
            [{"gate": {"on": "all", "metric": "findings", "operator": "<=", "threshold": 7}, \
            "value": 1, "passed": true, "compared_with": null}, \
            {"gate": {"on": "new", "metric": "errors", "operator": ">", "threshold": 3}, \
            "value": 0, "passed": false, \
            "compared_with": "the first run of each command in this workflow"}]\
            """);
    assertThat(verdicts(workflow).toString())
        .isEqualTo(
            """
            ["findings <= 7 on all code: 1, passed","errors > 3 on new code \
            (compared with the first run of each command in this workflow): 0, failed"]\
            """);
    assertThat(report(workflow)).contains("1 of 2 gates failed");
    assertThat(pawl.get("/workflows/" + workflow + "/steps/verify").body())
        .contains(
            "1 finding, the gate allows 7", "0 errors on new code, the gate demands more than 3");
  }

  @Test
  void readsVerdictsThatAnEarlierVersionStoredAsText() {
    String workflow = runWithGates();
    JsonNode verdicts = verdicts(workflow);
    String report = report(workflow);
    jdbc.sql(
            "update attempt set gate_verdicts = null, verdicts = ?::jsonb where id = (select a.id "
                + attempts(workflow)
                + ")")
        .param(verdicts.toString())
        .update();

    assertThat(verdicts(workflow)).isEqualTo(verdicts);
    assertThat(report(workflow)).isEqualTo(report);
  }

  @Test
  void recordsTheWorkflowWhoseResultIsReused() {
    String first =
        pawl.submitAndAwaitEnd(
                target,
                """
                "steps": [{"command": "verify"}, {"command": "format"}], "dry_run": true\
                """)
            .get("workflow_id")
            .asString();
    String second =
        pawl.post(WORKFLOWS + first + "/rerun", "{\"from_step\": \"format\"}")
            .json()
            .get("workflow_id")
            .asString();
    pawl.awaitEnd(second);

    assertThat(jdbc.sql("select a.reused_from " + attempts(second)).query(String.class).single())
        .isEqualTo(first);
    assertThat(
            pawl.get(WORKFLOWS + second + "/steps/verify")
                .json()
                .at("/attempts/0/stages/0/detail")
                .asString())
        .isEqualTo("taken over from " + first);
    assertThat(execution(second, "verify").get("cached").asBoolean()).isTrue();
    assertThat(execution(second, "format").get("cached").asBoolean()).isFalse();
    assertThat(execution(first, "verify").get("cached").asBoolean()).isFalse();
  }

  private JsonNode execution(String workflow, String step) {
    return pawl.get("/api/v1/executions?workflow=" + workflow)
        .body()
        .lines()
        .map(line -> JsonMapper.shared().readTree(line))
        .filter(execution -> execution.get("step").asString().equals(step))
        .findFirst()
        .orElseThrow();
  }
}
