package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests decisions about failed steps. */
@PawlTest
class DecisionTests {

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private Path failureCause;

  @BeforeEach
  void createTargetAndFailingCommand() {
    target = pawl.newTarget();
    failureCause = target.resolveSibling(target.getFileName() + ".cause");
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(failureCause.getParent(), failureCause.getFileName().toString(), "x");
    pawl.writeCommand(
        "decision/" + target.getFileName(),
        "---\nrun: [test, \"!\", -e, \"%s\"]\n---\nPasses.\n".formatted(failureCause));
  }

  private String submit(String fields) {
    String name = "decision/" + target.getFileName();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> pawl.get("/api/v1/commands/" + name).body().contains(target.toString()));
    return pawl.submit(
        target,
        "\"steps\": [{\"command\": \"format\"}, {\"name\": \"check\", \"command\": \"%s\"}]%s"
            .formatted(name, fields));
  }

  /** Waits until the workflow awaits a decision. */
  private JsonNode awaitDecision(String id) {
    for (int polls = 0; polls < 60; polls++) {
      JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
      if (workflow.get("status").asString().equals("awaiting_decision")) {
        return workflow;
      }
      pawl.get(
          "/api/v1/workflows/" + id + "?wait=5s",
          "If-None-Match",
          "\"" + workflow.get("event_sequence") + "\"");
    }
    throw new AssertionError(
        "no decision is awaited: " + pawl.get("/api/v1/workflows/" + id).body());
  }

  private ApiResponse decide(String id, String action) {
    return pawl.post(
        "/api/v1/workflows/" + id + "/decision",
        "{\"action\": \"%s\", \"comment\": \"because\"}".formatted(action));
  }

  private String events(String id) {
    return pawl.get("/api/v1/workflows/" + id + "/events?limit=200").body();
  }

  @Test
  void opensADecisionWithoutHoldingALease() {
    JsonNode workflow = awaitDecision(submit(", \"interactive\": true"));

    JsonNode decision = workflow.get("decision");
    assertThat(decision.get("step").asString()).isEqualTo("check");
    assertThat(decision.get("reason").asString()).startsWith("exit 1 of test");
    assertThat(decision.get("options").toString())
        .isEqualTo("[\"continue\",\"retry\",\"rollback\",\"abort\"]");
    assertThat(decision.get("otherwise").asString()).isEqualTo("abort");
    assertThat(workflow.get("allowed_actions").toString())
        .isEqualTo("[\"cancellation\",\"decision\"]");
    assertThat(PawlClient.step(workflow, "check").get("status").asString()).isEqualTo("failed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(
            jdbc.sql("select count(*) from workflow where name = ? and lease_until is null")
                .param(workflow.get("workflow_id").asString())
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void retriesAndCompletes() throws Exception {
    String id = submit(", \"interactive\": true");
    awaitDecision(id);
    Files.delete(failureCause);

    assertThat(decide(id, "retry").status()).isEqualTo(202);
    JsonNode done = pawl.awaitEnd(id);

    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    assertThat(PawlClient.step(done, "check").get("attempts").asInt())
        .as("three automatic attempts, and one for the decision")
        .isEqualTo(4);
    assertThat(done.get("decision").isNull()).isTrue();
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(events(id)).contains("decision_opened", "decision_taken", "because");
  }

  @Test
  void opensAnotherDecisionIfTheRetryFails() {
    String id = submit(", \"on_failure\": {\"check\": \"decide\"}");
    awaitDecision(id);
    decide(id, "retry");
    JsonNode workflow = awaitDecision(id);

    assertThat(PawlClient.step(workflow, "check").get("attempts").asInt()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "continue, completed, completed, class A {}",
    "rollback, rolled_back, decision_aborted, class A{}",
    "abort, failed, decision_aborted, class A{}",
  })
  void appliesTheAnswer(String action, String status, String reason, String content) {
    String id = submit(", \"interactive\": true");
    awaitDecision(id);
    decide(id, action);
    JsonNode done = pawl.awaitEnd(id);

    assertThat(done.get("status").asString()).isEqualTo(status);
    assertThat(done.get("ended_reason").asString()).isEqualTo(reason);
    assertThat(TestFiles.read(target, "A.java").strip()).isEqualTo(content);
  }

  @Test
  void acceptsOneOfTwoConcurrentAnswers() throws Exception {
    String id = submit(", \"interactive\": true");
    awaitDecision(id);

    var answers = new ArrayList<Integer>();
    try (var pool = Executors.newFixedThreadPool(2)) {
      Callable<Integer> proceed = () -> decide(id, "continue").status();
      Callable<Integer> abort = () -> decide(id, "abort").status();
      for (Future<Integer> answer : pool.invokeAll(List.of(proceed, abort))) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).containsExactlyInAnyOrder(202, 409);
    pawl.awaitEnd(id);
    ApiResponse late = decide(id, "retry");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().has("allowed_actions")).isTrue();
    assertThat(late.json().get("current_status").asString()).isIn("completed", "failed");
  }

  @Test
  void appliesTheDefaultAfterTheDeadline() {
    String id = submit(", \"interactive\": true");
    awaitDecision(id);
    jdbc.sql(
            "update workflow set decision_deadline = now() - interval '1 second', decision ="
                + " jsonb_set(decision, '{deadline}', to_jsonb('2026-01-01T00:00:00Z'::text)) where"
                + " name = ?")
        .param(id)
        .update();

    JsonNode done = pawl.awaitEnd(id);

    assertThat(done.get("ended_reason").asString()).isEqualTo("decision_timed_out");
    assertThat(events(id)).contains("\"timed_out\": true");
  }

  @Test
  void canBeCancelledWhileAwaitingADecision() {
    String id = submit(", \"interactive\": true");
    awaitDecision(id);

    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "").status()).isEqualTo(202);

    JsonNode done = pawl.awaitEnd(id);
    assertThat(done.get("status").asString()).isEqualTo("cancelled");
    assertThat(done.get("decision").isNull()).isTrue();
    assertThat(decide(id, "retry").status()).isEqualTo(409);
  }

  @Test
  void opensADecisionAboutASafetyWarning() {
    TestFiles.write(target, ".quality-config.json", "{\"max_file_size\": 1}");
    String id = pawl.submit(target, "\"interactive\": true");
    JsonNode workflow = awaitDecision(id);

    assertThat(workflow.get("decision").get("step").asString()).isEqualTo("safety_check");
    assertThat(workflow.get("decision").get("reason").asString()).contains("/max_file_size");
    assertThat(workflow.get("decision").get("options").toString())
        .isEqualTo("[\"continue\",\"abort\"]");
    ApiResponse wrong = decide(id, "retry");
    assertThat(wrong.status()).isEqualTo(409);
    assertThat(wrong.json().get("options").toString()).isEqualTo("[\"continue\",\"abort\"]");

    decide(id, "continue");
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed");
  }

  @Test
  void returnsFromAWaitWhenADecisionOpens() {
    TestFiles.write(target, ".quality-config.json", "{\"max_file_size\": 1}");
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"interactive\": true}".formatted(target),
            "Prefer",
            "wait=60");

    assertThat(answer.json().get("status").asString()).isEqualTo("awaiting_decision");
  }

  @Test
  void failsWithoutADecisionIfNotInteractive() {
    JsonNode done = pawl.awaitEnd(submit(""));

    assertThat(done.get("ended_reason").asString()).isEqualTo("step_failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"action\": \"perhaps\"}",
        "{\"action\": null}",
        "{\"action\": \"retry\", \"comment\": \"a\\u0000b\"}",
      })
  void rejectsInvalidAnswers(String body) {
    ApiResponse answer = pawl.post("/api/v1/workflows/whatever/decision", body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void returnsNotFoundForAnUnknownWorkflow() {
    assertThat(decide("quality_none", "retry").status()).isEqualTo(404);
  }
}
