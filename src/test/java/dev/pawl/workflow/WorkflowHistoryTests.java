package dev.pawl.workflow;

import static dev.pawl.workflow.WorkflowViewMapper.toView;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Tests earlier states of real workflows; {@link WorkflowModelTests} tests those of random ones. */
@PawlTest
class WorkflowHistoryTests {

  private static final String WORKFLOWS = "/api/v1/workflows/";

  @Autowired PawlClient pawl;
  @Autowired WorkflowRepository workflows;
  @Autowired WorkflowEventRepository events;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.write(target, "bad.json", "{");
    TestFiles.askForJavaFormatter(target);
  }

  private ApiResponse get(String id, String query) {
    return pawl.get(WORKFLOWS + id + query);
  }

  /** Checks that the fold of all events is the stored workflow, with all its fields. */
  private void checkFold(String id) {
    transaction.executeWithoutResult(status -> {
      Workflow stored = workflows.findByName(id).orElseThrow();
      var all = events.findAfter(stored.id(), 0, 10_000);
      assertThat(all).hasSize(Math.toIntExact(stored.eventSequence()));
      assertThat(toView(WorkflowHistory.fold(stored, all))).isEqualTo(toView(stored));
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\": \"standard\"",
        "\"type\": \"standard\", \"dry_run\": true",
        "\"type\": \"verify-only\"",
        "\"type\": \"verify-only\", \"scope\": {\"paths\": [\"*.java\"]}",
        "\"type\": \"comprehensive\"",
        "\"type\": \"adaptive\", \"commands\": [\"verify\", \"format\"]",
        "\"type\": \"standard\", \"gates\": [{\"metric\": \"errors\", \"operator\": \"<=\","
            + " \"threshold\": 0}]",
        "\"type\": \"standard\", \"timeout\": \"PT1S\"",
      })
  void endsWithTheCurrentState(String fields) {
    String id = pawl.submitAndAwaitEnd(target, fields).get("workflow_id").asString();

    checkFold(id);
  }

  @Test
  void endsWithTheCurrentStateAfterARollbackAndInARerun() {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"standard\"").get("workflow_id").asString();
    pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"A.java\"]}");
    JsonNode rolledBack = pawl.awaitEnd(id);
    String rerun =
        pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"format\"}")
            .json()
            .get("workflow_id")
            .asString();
    pawl.awaitEnd(rerun);

    assertThat(rolledBack.get("event_sequence").asLong()).isPositive();
    checkFold(id);
    checkFold(rerun);
  }

  @Test
  void returnsTheStateAfterEachEvent() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"standard\"");
    String id = workflow.get("workflow_id").asString();
    long last = workflow.get("event_sequence").asLong();
    List<String> types = pawl.eventTypes(id);

    for (long sequence = 1; sequence <= last; sequence++) {
      JsonNode earlier = get(id, "?at=" + sequence).json();
      assertThat(earlier.propertyNames()).isEqualTo(workflow.propertyNames());
      assertThat(earlier.get("event_sequence").asLong()).isEqualTo(sequence);
      assertThat(earlier.get("ended_at").isNull()).isEqualTo(sequence < last);
    }
    assertThat(get(id, "?at=" + last).json()).isEqualTo(workflow);
    JsonNode submitted = get(id, "?at=1").json();
    assertThat(submitted.get("status").asString()).isEqualTo("queued");
    assertThat(submitted.at("/phases/0/steps/0/status").asString()).isEqualTo("pending");
    int firstStep = types.indexOf("step_completed") + 1;
    JsonNode afterStep = get(id, "?at=" + firstStep).json();
    assertThat(afterStep.at("/phases/0/steps/0/status").asString()).isEqualTo("completed");
    assertThat(afterStep.at("/phases/0/steps/0")).isEqualTo(workflow.at("/phases/0/steps/0"));
    assertThat(afterStep.get("status").asString()).isEqualTo("running");
    assertThat(afterStep.get("publication").isNull()).isTrue();
    assertThat(get(id, "?at=1").header("ETag")).isEqualTo("\"1\"");
    assertThat(pawl.get(WORKFLOWS + id + "?at=1", "If-None-Match", "\"1\"").status())
        .isEqualTo(304);
    assertThat(pawl.get(WORKFLOWS + id + "?at=1", "Accept", "text/plain").status()).isEqualTo(406);
  }

  @ParameterizedTest
  @CsvSource({"at=0, at", "at=-3, at", "at=99999, at", "at=x, at", "at=1&wait=5s, wait"})
  void namesTheAcceptedRange(String query, String pointer) {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    long last = workflow.get("event_sequence").asLong();

    ApiResponse answer = get(workflow.get("workflow_id").asString(), "?" + query);

    assertThat(answer.status()).isEqualTo(422);
    JsonNode error = answer.json().at("/errors/0");
    assertThat(error.get("pointer").asString()).isEqualTo(pointer);
    assertThat(error.get("detail").asString())
        .contains(pointer.equals("at") ? "from 1 to " + last : "cannot be combined");
  }

  @Test
  void explainsThatTheEventsHaveExpired() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String id = workflow.get("workflow_id").asString();
    jdbc.sql("delete from event where workflow_id = (select id from workflow where name = ?)")
        .param(id)
        .update();

    ApiResponse answer = get(id, "?at=2");

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/events-expired");
    assertThat(answer.json().get("detail").asString())
        .contains("pawl.retention.events", "at event " + workflow.get("event_sequence"));
    assertThat(get(id, "?at=" + workflow.get("event_sequence")).json()).isEqualTo(workflow);
    assertThat(Optional.ofNullable(get("quality_none", "?at=1")).map(ApiResponse::status))
        .contains(404);
  }
}
