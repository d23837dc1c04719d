package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests sessions over HTTP. */
@PawlTest
class SessionTests {

  private static final String SESSIONS = "/api/v1/sessions";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private String name;
  private String session;

  @BeforeEach
  void openSession() {
    target = pawl.newTarget();
    name = "session/" + target.getFileName();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    ApiResponse answer =
        pawl.post(SESSIONS, "{\"target\": \"%s\", \"name\": \"mine\"}".formatted(target));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    session = answer.json().get("session_id").asString();
    assertThat(answer.header("Location")).isEqualTo(SESSIONS + "/" + session);
  }

  private JsonNode session() {
    return pawl.get(SESSIONS + "/" + session).json();
  }

  private JsonNode run(String steps) {
    return pawl.submitAndAwaitEnd(
        target, "\"steps\": [%s], \"session_id\": \"%s\"".formatted(steps, session));
  }

  @Test
  void storesTheResultsOfItsSteps() {
    run("{\"command\": \"format\"}, {\"command\": \"verify\"}");

    JsonNode state = session().get("shared_state");
    assertThat(state.get("files_modified").toString()).isEqualTo("[\"A.java\"]");
    assertThat(state.get("formatters_used").toString()).isEqualTo("[\"quality/format\"]");
    assertThat(state.at("/lint_results/errors").asInt()).isZero();
    assertThat(state.at("/quality_metrics/files_checked").asInt()).isPositive();
    assertThat(state.at("/performance_stats/format").asInt()).isPositive();
    assertThat(state.at("/previous_results/format").asString()).contains("1 of 2 files changed");
    assertThat(session().get("satisfied").toString()).contains("quality/format", "quality/verify");
  }

  @Test
  void passesSharedStateToTheNextWorkflow() {
    run("{\"command\": \"format\"}");
    pawl.writeScriptCommand(name, "", "cat \"$QUALITY_COORDINATION_FILE\"\n");

    JsonNode second = run("{\"name\": \"it\", \"command\": \"%s\"}".formatted(name));

    assertThat(
            pawl.get("/api/v1/workflows/" + second.get("workflow_id").asString() + "/steps/it/log")
                .body())
        .contains("\"files_modified\":[\"A.java\"]");
  }

  /** Each node keeps a workflow in memory between its steps, but must not write an old state of the session. */
  @Test
  void keepsTheResultsOfParallelWorkflows() {
    pawl.writeScriptCommand(name, "", "echo done\n");
    int workflows = 3;
    int steps = 4;
    List<String> ids =
        IntStream.range(0, workflows)
            .mapToObj(workflow ->
                pawl.submit(
                    target,
                    "\"session_id\": \"%s\", \"steps\": [%s]"
                        .formatted(
                            session,
                            IntStream.range(0, steps)
                                .mapToObj(step ->
                                    "{\"name\": \"s%d-%d\", \"command\": \"%s\"}"
                                        .formatted(workflow, step, name))
                                .collect(Collectors.joining(", ")))))
            .toList();

    ids.forEach(
        id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed"));

    assertThat(session().at("/shared_state/previous_results").propertyNames())
        .containsAll(
            IntStream.range(0, workflows * steps)
                .mapToObj(index -> "s%d-%d".formatted(index / steps, index % steps))
                .toList());
  }

  @Test
  void satisfiesADependencyOnAnEarlierVerification() {
    pawl.writeScriptCommand(name, "dependencies: quality/verify\n", "true\n");
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("failed");
    pawl.submitAndAwaitEnd(
        target, "\"type\": \"verify-only\", \"session_id\": \"" + session + "\"");

    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("completed");
  }

  @Test
  void dependsOnTheLastVerificationOfTheSameContent() {
    pawl.writeScriptCommand(name, "dependencies: quality/verify\n", "true\n");
    String verification = "\"type\": \"verify-only\", \"session_id\": \"" + session + "\"";
    pawl.submitAndAwaitEnd(target, verification);
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("completed");

    JsonNode strict =
        pawl.submitAndAwaitEnd(
            target,
            verification
                + ", \"gates\": [{\"metric\": \"errors\", \"operator\": \">=\", \"threshold\": 1}]");

    assertThat(strict.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("failed");
    pawl.submitAndAwaitEnd(target, verification);
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("completed");
  }

  @Test
  void satisfiesADependencyForTheSameContentOnly() {
    pawl.writeScriptCommand(name + "-first", "", "true\n");
    pawl.writeScriptCommand(name, "dependencies: %s-first\n".formatted(name), "true\n");
    run("{\"command\": \"%s-first\"}".formatted(name));

    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("completed");
    TestFiles.write(target, "New.java", "class New {}\n");
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("failed");
    ApiResponse marked =
        pawl.post(
            SESSIONS + "/" + session + "/satisfied", "{\"command\": \"%s-first\"}".formatted(name));

    assertThat(marked.status()).isEqualTo(200);
    assertThat(marked.json().get("events").toString()).contains("command_marked_satisfied");
    assertThat(run("{\"command\": \"%s\"}".formatted(name)).get("status").asString())
        .isEqualTo("completed");
  }

  @Test
  void listsRunningWorkflows() throws Exception {
    Path releaseFile = target.resolveSibling(target.getFileName() + ".go");
    pawl.writeScriptCommand(
        name, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(releaseFile));
    String id =
        pawl.submit(
            target,
            "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}], \"session_id\": \"%s\""
                .formatted(name, session));
    JsonNode active = session().get("active");
    for (int polls = 0; active.isEmpty() || !active.get(0).path("step").isString(); polls++) {
      assertThat(polls).isLessThan(5000);
      active = session().get("active");
    }

    assertThat(active.get(0).get("workflow").asString()).isEqualTo(id);
    assertThat(active.get(0).get("command").asString()).isEqualTo(name);
    Files.writeString(releaseFile, "");
    pawl.awaitEnd(id);
    assertThat(session().get("active")).isEmpty();
  }

  @Test
  void reportsInconsistenciesOnResumption() throws Exception {
    String id = run("{\"command\": \"verify\"}").get("workflow_id").asString();
    jdbc.sql(
            "delete from event where sequence = 2 and workflow_id = (select id from workflow where"
                + " name = ?)")
        .param(id)
        .update();
    jdbc.sql("update workflow set event_sequence = event_sequence where name = ?")
        .param(id)
        .update();

    JsonNode resumed = pawl.post(SESSIONS + "/" + session + "/resumption", "").json();

    assertThat(resumed.get("events").toString())
        .contains("session_resumed", "inconsistency_found", id + " has 7 events, but 6 are stored");
    // Removes the inconsistent workflow, so that it does not affect other tests.
    jdbc.sql("delete from workflow where name = ?").param(id).update();
  }

  @Test
  void resumesOrphanedWorkflows() {
    String id = run("{\"command\": \"verify\"}").get("workflow_id").asString();
    jdbc.sql(
            "update workflow set status = 'RUNNING', ended_at = null, ended_reason = null, node ="
                + " 'dead', lease_until = now() - interval '1 minute' where name = ?")
        .param(id)
        .update();

    JsonNode resumed = pawl.post(SESSIONS + "/" + session + "/resumption", "").json();

    assertThat(resumed.get("status").asString()).isEqualTo("open");
    pawl.awaitEnd(id);
    jdbc.sql("delete from workflow where name = ?").param(id).update();
  }

  @Test
  void isClosedWhenIdleAndCanBeReopened() {
    jdbc.sql("update session set used_at = now() - interval '25 hours' where id = ?::uuid")
        .param(session)
        .update();

    for (int polls = 0; !session().get("status").asString().equals("closed"); polls++) {
      assertThat(polls).as("polls").isLessThan(5000);
    }
    ApiResponse refused =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"session_id\": \"%s\"}".formatted(target, session));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("/session_id", "is not an open session");

    pawl.post(SESSIONS + "/" + session + "/resumption", "");
    assertThat(session().get("status").asString()).isEqualTo("open");
  }

  @Test
  void isBoundToOneTarget() {
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"session_id\": \"%s\"}"
                .formatted(pawl.newTarget(), session));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("/session_id", "is a session on another target");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | target",
        "{\"target\": \" \"} | target",
        "{\"target\": \"x\\u0000\"} | target",
        "nonsense | Unrecognized token",
      })
  void reportsInvalidRequests(String body, String text) {
    ApiResponse answer = pawl.post(SESSIONS, body);

    assertThat(answer.status()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(text);
  }

  @Test
  void returnsNotFoundForUnknownIds() {
    String other = "/00000000-0000-0000-0000-000000000000";
    assertThat(pawl.get(SESSIONS + other).status()).isEqualTo(404);
    assertThat(pawl.post(SESSIONS + other + "/resumption", "").status()).isEqualTo(404);
    assertThat(pawl.post(SESSIONS + other + "/satisfied", "{\"command\": \"x\"}").status())
        .isEqualTo(404);
    assertThat(pawl.get(SESSIONS + "/nonsense").status()).isEqualTo(400);
    assertThat(pawl.get(SESSIONS).body()).contains(session);
  }
}
