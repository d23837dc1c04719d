package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private Path cause;

  @BeforeEach
  void makeATargetAndAProgramThatFailsUntilItsCauseIsGone() {
    target = pawl.newTarget();
    cause = target.resolveSibling(target.getFileName() + ".cause");
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(cause.getParent(), cause.getFileName().toString(), "x");
    pawl.command(
        "decision/" + target.getFileName(),
        "---\nrun: [test, \"!\", -e, \"%s\"]\n---\nPasses.\n".formatted(cause));
  }

  private String submit(String more) {
    String name = "decision/" + target.getFileName();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> pawl.get("/api/v1/commands/" + name).body().contains(target.toString()));
    return pawl.submit(
        target,
        "\"steps\": [{\"command\": \"format\"}, {\"name\": \"check\", \"command\": \"%s\"}]%s"
            .formatted(name, more));
  }

  /** Waits until the workflow awaits a decision. */
  private JsonNode asked(String id) {
    for (int tries = 0; tries < 60; tries++) {
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

  private Answer decide(String id, String action) {
    return pawl.post(
        "/api/v1/workflows/" + id + "/decision",
        "{\"action\": \"%s\", \"comment\": \"because\"}".formatted(action));
  }

  private String events(String id) {
    return pawl.get("/api/v1/workflows/" + id + "/events?limit=200").body();
  }

  @Test
  void asksWhoIsThereAndHoldsNothingMeanwhile() {
    JsonNode workflow = asked(submit(", \"interactive\": true"));

    JsonNode decision = workflow.get("decision");
    assertThat(decision.get("step").asString()).isEqualTo("check");
    assertThat(decision.get("reason").asString()).startsWith("exit 1 of test");
    assertThat(decision.get("options").toString())
        .isEqualTo("[\"continue\",\"retry\",\"rollback\",\"abort\"]");
    assertThat(decision.get("otherwise").asString()).isEqualTo("abort");
    assertThat(workflow.get("allowed_actions").toString())
        .isEqualTo("[\"cancellation\",\"decision\"]");
    assertThat(Pawl.step(workflow, "check").get("status").asString()).isEqualTo("failed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(
            jdbc.sql("select count(*) from workflow where name = ? and lease_until is null")
                .param(workflow.get("workflow_id").asString())
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void triesOnceMoreAndGoesOnWhenTheCauseIsGone() throws Exception {
    String id = submit(", \"interactive\": true");
    asked(id);
    Files.delete(cause);

    assertThat(decide(id, "retry").status()).isEqualTo(202);
    JsonNode done = pawl.ended(id);

    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    assertThat(Pawl.step(done, "check").get("attempts").asInt())
        .as("three automatic attempts, and one for the decision")
        .isEqualTo(4);
    assertThat(done.get("decision").isNull()).isTrue();
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(events(id)).contains("decision_opened", "decision_taken", "because");
  }

  @Test
  void asksAgainWhenItFailsAgain() {
    String id = submit(", \"on_failure\": {\"check\": \"decide\"}");
    asked(id);
    decide(id, "retry");
    JsonNode workflow = asked(id);

    assertThat(Pawl.step(workflow, "check").get("attempts").asInt()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "continue, completed, completed, class A {}",
    "rollback, rolled_back, decision_aborted, class A{}",
    "abort, failed, decision_aborted, class A{}",
  })
  void doesWhatIsAnswered(String action, String status, String reason, String content) {
    String id = submit(", \"interactive\": true");
    asked(id);
    decide(id, action);
    JsonNode done = pawl.ended(id);

    assertThat(done.get("status").asString()).isEqualTo(status);
    assertThat(done.get("ended_reason").asString()).isEqualTo(reason);
    assertThat(Folders.read(target, "A.java").strip()).isEqualTo(content);
  }

  @Test
  void letsOneOfTwoWinWhoAnswerAtOnce() throws Exception {
    String id = submit(", \"interactive\": true");
    asked(id);

    var answers = new ArrayList<Integer>();
    try (var pool = Executors.newFixedThreadPool(2)) {
      Callable<Integer> one = () -> decide(id, "continue").status();
      Callable<Integer> other = () -> decide(id, "abort").status();
      for (Future<Integer> answer : pool.invokeAll(List.of(one, other))) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).containsExactlyInAnyOrder(202, 409);
    pawl.ended(id);
    Answer late = decide(id, "retry");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().has("allowed_actions")).isTrue();
    assertThat(late.json().get("current_status").asString()).isIn("completed", "failed");
  }

  @Test
  void takesTheDefaultWhenNobodyAnswersInTime() {
    String id = submit(", \"interactive\": true");
    asked(id);
    jdbc.sql(
            "update workflow set decision_deadline = now() - interval '1 second', decision ="
                + " jsonb_set(decision, '{deadline}', to_jsonb('2026-01-01T00:00:00Z'::text)) where"
                + " name = ?")
        .param(id)
        .update();

    JsonNode done = pawl.ended(id);

    assertThat(done.get("ended_reason").asString()).isEqualTo("decision_timed_out");
    assertThat(events(id)).contains("\"timed_out\": true");
  }

  @Test
  void canBeCancelledWhileItWaits() {
    String id = submit(", \"interactive\": true");
    asked(id);

    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "").status()).isEqualTo(202);

    JsonNode done = pawl.ended(id);
    assertThat(done.get("status").asString()).isEqualTo("cancelled");
    assertThat(done.get("decision").isNull()).isTrue();
    assertThat(decide(id, "retry").status()).isEqualTo(409);
  }

  @Test
  void asksBeforeAnythingIsDoneWhenTheTargetGivesCauseForIt() {
    Folders.write(target, ".quality-config.json", "{\"max_file_size\": 1}");
    String id = pawl.submit(target, "\"interactive\": true");
    JsonNode workflow = asked(id);

    assertThat(workflow.get("decision").get("step").asString()).isEqualTo("safety_check");
    assertThat(workflow.get("decision").get("reason").asString()).contains("/max_file_size");
    assertThat(workflow.get("decision").get("options").toString())
        .isEqualTo("[\"continue\",\"abort\"]");
    Answer wrong = decide(id, "retry");
    assertThat(wrong.status()).isEqualTo(409);
    assertThat(wrong.json().get("options").toString()).isEqualTo("[\"continue\",\"abort\"]");

    decide(id, "continue");
    assertThat(pawl.ended(id).get("status").asString()).isEqualTo("completed");
  }

  @Test
  void answersWhoWaitsForTheEndAsSoonAsItAsks() {
    Folders.write(target, ".quality-config.json", "{\"max_file_size\": 1}");
    Answer answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"interactive\": true}".formatted(target),
            "Prefer",
            "wait=60");

    assertThat(answer.json().get("status").asString()).isEqualTo("awaiting_decision");
  }

  @Test
  void asksNobodyWhenNobodyIsThere() {
    JsonNode done = pawl.ended(submit(""));

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
  void refusesWhatIsNoAnswer(String body) {
    Answer answer = pawl.post("/api/v1/workflows/whatever/decision", body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void knowsNoWorkflowOfAnotherName() {
    assertThat(decide("quality_none", "retry").status()).isEqualTo(404);
  }
}
