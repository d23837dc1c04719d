package dev.pawl.workflowlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests actions on many workflows over HTTP. */
@PawlTest
class BulkActionTests {

  private static final String WORKFLOWS = "/api/v1/workflows";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private String team;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    team = target.getFileName().toString();
    TestFiles.write(target, "A.java", "class A {}\n");
  }

  private String labelFilter() {
    return "\"labels\": {\"team\": \"%s\"}".formatted(team);
  }

  private String runToEnd() {
    return pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\", " + labelFilter())
        .get("workflow_id")
        .asString();
  }

  private String runToFailure() {
    TestFiles.write(target, "bad.json", "{");
    String id = runToEnd();
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("failed");
    return id;
  }

  /** Starts a workflow that runs until it is cancelled, and one that waits for it in the same concurrency group. */
  private List<String> startRunningAndQueued() {
    String script = "bulk/" + team;
    pawl.writeScriptCommand(
        script, "", "while [ ! -e %s.go ]; do sleep 0.05; done\n".formatted(target));
    String options =
        "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}], \"concurrency\": {\"group\": \"%s\"}, %s"
            .formatted(script, team, labelFilter());
    String first = pawl.submit(target, options);
    pawl.awaitRunningStep(first, "it");
    return List.of(first, pawl.submit(target, options));
  }

  private ApiResponse post(String action, String filter, String options) {
    return pawl.post(WORKFLOWS + "/" + action, "{\"filter\": {%s}%s}".formatted(filter, options));
  }

  private JsonNode postOk(String action, String filter, String options) {
    ApiResponse answer = post(action, filter, options);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static String applyTo(int expected) {
    return ", \"dry_run\": false, \"expected\": " + expected;
  }

  private String status(String workflow) {
    return pawl.get(WORKFLOWS + "/" + workflow).json().get("status").asString();
  }

  @Test
  void previewsAndThenCancelsMatchingWorkflows() {
    String completed = runToEnd();
    List<String> open = startRunningAndQueued();

    JsonNode preview = postOk("cancellation", labelFilter(), "");

    assertThat(preview.get("action").asString()).isEqualTo("cancellation");
    assertThat(preview.get("dry_run").asBoolean()).isTrue();
    assertThat(preview.get("matched").asInt()).isEqualTo(3);
    assertThat(preview.get("allowed").asInt()).isEqualTo(2);
    assertThat(preview.get("refused").asInt()).isEqualTo(1);
    assertThat(preview.get("done").asInt()).isZero();
    assertThat(preview.get("first").valueStream().map(JsonNode::asString))
        .containsExactly(open.get(1), open.get(0), completed);
    assertThat(preview.at("/not_done/0/workflow_id").asString()).isEqualTo(completed);
    assertThat(preview.at("/not_done/0/reason").asString())
        .contains("is completed and does not allow a cancellation");
    assertThat(status(open.get(0))).isEqualTo("running");
    assertThat(status(open.get(1))).isEqualTo("queued");

    JsonNode done = postOk("cancellation", labelFilter(), applyTo(3));

    assertThat(done.get("dry_run").asBoolean()).isFalse();
    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("allowed").asInt()).isEqualTo(2);
    assertThat(done.get("refused").asInt()).isEqualTo(1);
    assertThat(done.get("failed").asInt()).isZero();
    assertThat(done.get("not_done")).isEqualTo(preview.get("not_done"));
    for (String workflow : open) {
      assertThat(pawl.awaitEnd(workflow).get("status").asString()).isEqualTo("cancelled");
    }
    assertThat(pawl.eventTypes(open.get(1)))
        .as("the waiting workflow is cancelled before it can start")
        .doesNotContain("workflow_started");
    assertThat(status(completed)).isEqualTo("completed");
  }

  @Test
  void findsAndCancelsWhatRunsTooLong() throws IOException {
    List<String> open = startRunningAndQueued();
    String recent = open.getFirst();
    jdbc.sql("update workflow set started_at = now() - interval '3 hours' where name = ?")
        .param(recent)
        .update();
    String before = Instant.now().minus(Duration.ofHours(2)).toString();
    String filter = labelFilter() + ", \"started_before\": \"%s\"".formatted(before);

    JsonNode listed =
        pawl.get(
                WORKFLOWS
                    + "?status=running&started_before=%s&label.team=%s".formatted(before, team))
            .json();
    JsonNode done = postOk("cancellation", filter, applyTo(1));

    assertThat(listed.at("/items/0/workflow_id").asString()).isEqualTo(recent);
    assertThat(listed.get("items").size()).as("not what has not started").isEqualTo(1);
    assertThat(done.get("done").asInt()).isEqualTo(1);
    assertThat(pawl.awaitEnd(recent).get("status").asString()).isEqualTo("cancelled");
    Files.writeString(Path.of(target + ".go"), "");
    assertThat(pawl.awaitEnd(open.getLast()).get("status").asString()).isEqualTo("completed");
    assertThat(
            pawl.get(WORKFLOWS + "?started_before=yesterday")
                .json()
                .at("/errors/0/pointer")
                .asString())
        .contains("started_before");
  }

  @Test
  void rejectsAnUnexpectedNumberOfMatches() {
    runToEnd();
    List<String> open = startRunningAndQueued();

    ApiResponse answer = post("cancellation", labelFilter(), applyTo(2));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("matched").asInt()).isEqualTo(3);
    assertThat(answer.json().get("detail").asString())
        .contains("now matches 3 workflows instead of 2");
    assertThat(status(open.get(1))).isEqualTo("queued");
    postOk("cancellation", labelFilter(), applyTo(3));
    pawl.awaitEnd(open.get(0));
    pawl.awaitEnd(open.get(1));
  }

  @Test
  void resumesFailedWorkflows() {
    runToEnd();
    List<String> failedWorkflows = List.of(runToFailure(), runToFailure());
    String filter = labelFilter() + ", \"status\": [\"failed\"], \"ended_reason\": \"gate_failed\"";
    assertThat(postOk("resumption", filter, "").get("allowed").asInt()).isEqualTo(2);
    TestFiles.write(target, "bad.json", "{}");

    JsonNode done = postOk("resumption", filter, applyTo(2));

    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("started")).isEmpty();
    for (String workflow : failedWorkflows) {
      pawl.awaitEnd(workflow);
      assertThat(pawl.eventTypes(workflow)).contains("resumption_requested");
    }
  }

  @Test
  void rerunsInTheOriginalOrder() throws Exception {
    List<String> completed = List.of(runToEnd(), runToEnd());
    List<String> open = startRunningAndQueued();

    JsonNode done = postOk("rerun", labelFilter(), applyTo(4));

    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("refused").asInt()).isEqualTo(2);
    List<String> started = done.get("started").valueStream().map(JsonNode::asString).toList();
    assertThat(
            started.stream()
                .map(workflow -> pawl.awaitEnd(workflow).at("/origin/workflow").asString()))
        .containsExactlyElementsOf(completed);
    Files.writeString(Path.of(target + ".go"), "");
    open.forEach(pawl::awaitEnd);
  }

  @Test
  void supportsAllFiltersOfTheList() {
    String session =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    runToEnd();
    String inSession =
        pawl.submitAndAwaitEnd(
                target,
                "\"type\": \"verify-only\", \"session_id\": \"%s\", %s"
                    .formatted(session, labelFilter()))
            .get("workflow_id")
            .asString();

    JsonNode preview =
        postOk(
            "rerun",
            """
            "status": ["completed", "failed"], "type": "verify-only", "target": "%s", "session_id": "%s",
            "ended_reason": "completed", "created_after": "2020-01-01T00:00:00Z",
            "created_before": "2100-01-01T00:00:00Z", %s
            """
                .formatted(target, session, labelFilter()),
            "");

    assertThat(preview.get("first").valueStream().map(JsonNode::asString))
        .containsExactly(inSession);
    assertThat(pawl.get(WORKFLOWS + "?session_id=" + session).json().get("items")).hasSize(1);
    assertThat(pawl.get(WORKFLOWS + "?session_id=x").status()).isEqualTo(422);
    assertThat(
            postOk("rerun", "\"session_id\": \"%s\"".formatted(session), "").get("matched").asInt())
        .isEqualTo(1);
    assertThat(
            postOk("rerun", labelFilter() + ", \"created_before\": \"2020-01-01T00:00:00Z\"", "")
                .get("matched")
                .asInt())
        .isZero();
  }

  @Test
  void selectsAllWorkflowsOnRequest() {
    runToEnd();
    int total = jdbc.sql("select count(*) from workflow").query(Integer.class).single();

    ApiResponse answer = post("cancellation", "\"all\": true", "");

    // Workflows of other tests are counted too and may exceed the limit.
    if (total > 1000) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.body()).contains("matches " + total + " workflows");
    } else {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().get("matched").asInt()).isEqualTo(total);
    }
  }

  /** Inserts copies of a workflow row without phases, which make every action that needs the graph fail. */
  private void insertCopies(String workflow, int times) {
    jdbc.sql(
            """
            insert into workflow
            select (jsonb_populate_record(w, jsonb_build_object('id', gen_random_uuid(),
              'name', w.name || '-' || i))).*
            from workflow w, generate_series(1, ?) as i where w.name = ?
            """)
        .params(times, workflow)
        .update();
  }

  private void deleteCopies(String workflow) {
    jdbc.sql("delete from workflow where name like ?").param(workflow + "-%").update();
  }

  @Test
  void acceptsAtMostAThousandWorkflows() {
    String workflow = runToEnd();
    insertCopies(workflow, 1000);

    ApiResponse tooMany = post("rerun", labelFilter(), "");

    assertThat(tooMany.status()).isEqualTo(422);
    assertThat(tooMany.json().get("title").asString()).isEqualTo("Too many workflows");
    assertThat(tooMany.json().get("detail").asString()).contains("matches 1001", "at most 1000");
    assertThat(post("rerun", labelFilter(), applyTo(1001)).status()).isEqualTo(422);
    jdbc.sql("delete from workflow where name = ?").param(workflow + "-1").update();
    JsonNode all = postOk("cancellation", labelFilter(), applyTo(1000));
    assertThat(all.get("refused").asInt()).isEqualTo(1000);
    assertThat(all.get("first")).hasSize(20);
    deleteCopies(workflow);
  }

  @Test
  void stopsAfterRepeatedFailures() {
    String workflow = runToEnd();
    insertCopies(workflow, 5);
    jdbc.sql("delete from workflow where name = ?").param(workflow).update();

    JsonNode done = postOk("rerun", labelFilter(), applyTo(5));

    assertThat(done.get("failed").asInt()).isEqualTo(5);
    assertThat(done.get("not_done").valueStream().map(failure -> failure.get("reason").asString()))
        .filteredOn(reason -> reason.startsWith("not attempted"))
        .hasSize(2);
    deleteCopies(workflow);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /filter",
        "{\"filter\": {}} | {\\\"all\\\": true}",
        "{\"filter\": {\"all\": false}} | {\\\"all\\\": true}",
        "{\"filter\": {\"status\": [], \"labels\": {}}} | {\\\"all\\\": true}",
        "{\"filter\": {\"stauts\": [\"failed\"]}} | /filter/stauts",
        "{\"filter\": {\"status\": [\"fallen\"]}} | is not one of queued, running",
        "{\"filter\": {\"status\": [null]}} | /filter",
        "{\"filter\": {\"all\": true, \"type\": \"standard\"}} | /filter/all",
        "{\"filter\": {\"type\": \"\\u0000\"}} | /filter/type",
        "{\"filter\": {\"target\": \"\\u0000\"}} | /filter/target",
        "{\"filter\": {\"labels\": {\"a\": null}}} | /filter/labels",
        "{\"filter\": {\"session_id\": \"x\"}} | /filter/session_id",
        "{\"filter\": {\"ended_reason\": \"x\"}} | /filter/ended_reason",
        "{\"filter\": {\"created_after\": \"x\"}} | /filter/created_after",
        "{\"filter\": {\"created_before\": \"yesterday\"}} | /filter/created_before",
        "{\"filter\": {\"all\": true}, \"dry_run\": false} | /expected",
        "{\"filter\": {\"all\": true}, \"dry_run\": \"x\"} | /dry_run",
        "{\"filter\": []} | must be an object",
        "'' | Request body missing",
      })
  void reportsInvalidRequests(String body, String expected) {
    ApiResponse answer = pawl.post(WORKFLOWS + "/cancellation", body);

    assertThat(answer.status()).as(answer.body()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(expected);
  }
}
