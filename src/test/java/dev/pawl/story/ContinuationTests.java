package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.lock.LockService;
import dev.pawl.lock.LockView;
import dev.pawl.workflow.WorkflowEventReplay;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/** Tests pausing, resuming, rerunning, superseding and rolling back workflows over HTTP. */
@PawlTest
class ContinuationTests {

  private static final String WORKFLOWS = "/api/v1/workflows/";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired LockService locks;
  @Autowired TransactionOperations transactions;
  @TempDir Path outside;
  private Path target;
  private String name;

  @BeforeEach
  void makeTarget() {
    jdbc.sql("delete from circuit_breaker").update();
    target = pawl.newTarget();
    name = "go/" + target.getFileName();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "notes/n.txt", "note\n");
  }

  private ApiResponse post(String id, String action) {
    return pawl.post(WORKFLOWS + id + "/" + action, "");
  }

  private JsonNode get(String id) {
    return pawl.get(WORKFLOWS + id).json();
  }

  private JsonNode awaitStatus(String id, String status) {
    for (int polls = 0; polls < 60; polls++) {
      JsonNode workflow = get(id);
      if (workflow.get("status").asString().equals(status)) {
        return workflow;
      }
      pawl.get(
          WORKFLOWS + id + "?wait=5s",
          "If-None-Match",
          "\"" + workflow.get("event_sequence") + "\"");
    }
    throw new AssertionError("timed out waiting for " + status + ": " + get(id).toPrettyString());
  }

  private void awaitFile(Path file) {
    for (int polls = 0; !Files.exists(file); polls++) {
      assertThat(polls).as("polls for " + file).isLessThan(20_000);
      pawl.get("/api/v1/locks");
    }
  }

  private static void assertStatus(JsonNode workflow, String status) {
    assertThat(workflow.get("status").asString()).as(workflow.toPrettyString()).isEqualTo(status);
  }

  private String steps(String... commands) {
    var steps = new ArrayList<String>();
    for (String command : commands) {
      steps.add("{\"command\": \"" + command + "\"}");
    }
    return "\"steps\": " + steps;
  }

  /** Adds a command that signals its start and waits for {@link #release}. */
  private void addBlockingCommand(String command, String frontMatter, String script) {
    pawl.writeScriptCommand(
        command,
        frontMatter,
        "touch %1$s/begun\nwhile [ ! -e %1$s/go ]; do sleep 0.05; done\n%2$s\n"
            .formatted(outside, script));
  }

  private void release() {
    TestFiles.write(outside, "go", "");
  }

  @Test
  void pausesBeforeTheNextStepAndResumes() {
    addBlockingCommand(name, "", "true");
    String id = pawl.submit(target, steps(name, "format"));
    awaitFile(outside.resolve("begun"));

    assertThat(post(id, "pause").status()).isEqualTo(202);
    assertThat(post(id, "pause").status()).as("a repeat").isEqualTo(202);
    release();
    JsonNode paused = awaitStatus(id, "awaiting_decision");
    assertThat(paused.at("/decision/step").asString()).isEqualTo("format");
    assertThat(paused.at("/decision/paused").asBoolean()).isTrue();
    assertThat(paused.get("allowed_actions").toString())
        .isEqualTo("[\"cancellation\",\"decision\",\"resumption\"]");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");

    assertThat(post(id, "resumption").status()).isEqualTo(202);
    assertStatus(pawl.awaitEnd(id), "completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void abortsAPausedWorkflow() {
    addBlockingCommand(name, "", "true");
    String id = pawl.submit(target, steps(name, "format"));
    awaitFile(outside.resolve("begun"));
    post(id, "pause");
    release();
    awaitStatus(id, "awaiting_decision");

    pawl.post(WORKFLOWS + id + "/decision", "{\"action\": \"abort\"}");

    assertThat(pawl.awaitEnd(id).get("ended_reason").asString()).isEqualTo("decision_aborted");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void resumesAtTheFailedStep() {
    pawl.writeScriptCommand(
        name,
        "writes: notes/**\n",
        "test -e %s/go && echo more >> notes/n.txt\n".formatted(outside));
    JsonNode failed = pawl.submitAndAwaitEnd(target, steps("format", name, "verify"));
    assertStatus(failed, "failed");
    String id = failed.get("workflow_id").asString();
    release();

    assertThat(post(id, "resumption").status()).isEqualTo(202);
    JsonNode done = pawl.awaitEnd(id);

    assertStatus(done, "completed");
    assertThat(PawlClient.step(done, "format").get("attempts").asInt()).as("kept").isEqualTo(1);
    assertThat(TestFiles.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(post(id, "resumption").status()).as("already ended").isEqualTo(409);
  }

  @Test
  void examinesTheCurrentFilesIfTheFirstStepHadFailed() {
    TestFiles.write(target, "broken.json", "{");
    JsonNode failed = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    assertStatus(failed, "failed");
    assertThat(failed.path("snapshot").asString("")).as("the code of its findings").isNotEmpty();
    TestFiles.write(target, "broken.json", "{}");
    String id = failed.get("workflow_id").asString();

    assertThat(post(id, "resumption").status()).isEqualTo(202);
    JsonNode done = pawl.awaitEnd(id);

    assertStatus(done, "completed");
    assertThat(done.get("snapshot")).isNotEqualTo(failed.get("snapshot"));
  }

  @Test
  void resumesAfterACancellation() {
    addBlockingCommand(name, "", "true");
    String id = pawl.submit(target, steps("format", name));
    awaitFile(outside.resolve("begun"));
    post(id, "cancellation");
    assertStatus(pawl.awaitEnd(id), "cancelled");
    release();

    assertThat(post(id, "resumption").status()).isEqualTo(202);

    assertStatus(pawl.awaitEnd(id), "completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void rerunsFromAStepAndReusesResults() {
    pawl.writeScriptCommand(name, "writes: notes/**\n", "echo more >> notes/n.txt\n");
    String id =
        pawl.submitAndAwaitEnd(target, steps("format", name, "verify") + ", \"dry_run\": true")
            .get("workflow_id")
            .asString();

    ApiResponse answer = pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"final_verify\"}");
    assertThat(answer.status()).isEqualTo(202);
    String second = answer.json().get("workflow_id").asString();
    JsonNode done = pawl.awaitEnd(second);

    assertThat(second).isNotEqualTo(id);
    assertStatus(done, "completed");
    assertThat(done.at("/origin/workflow").asString()).isEqualTo(id);
    assertThat(pawl.get(WORKFLOWS + second + "/events?limit=200").body())
        .contains("\"step_reused\"")
        .doesNotContain("\"attempt\": 1, \"command\": \"quality/format\"");
    assertThat(pawl.get(WORKFLOWS + second + "/patch").body())
        .isEqualTo(pawl.get(WORKFLOWS + id + "/patch").body())
        .contains("+more", "+class A {}");
  }

  @Test
  void rerunsAllStepsIfTheTargetHasChanged() {
    String id =
        pawl.submitAndAwaitEnd(target, steps("format", "verify") + ", \"dry_run\": true")
            .get("workflow_id")
            .asString();
    TestFiles.write(target, "B.java", "class B{}\n");

    String second =
        pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"verify\"}")
            .json()
            .get("workflow_id")
            .asString();
    pawl.awaitEnd(second);

    String events = pawl.get(WORKFLOWS + second + "/events?limit=200").body();
    assertThat(events).doesNotContain("step_reused").contains("all steps run again");
    assertThat(pawl.get(WORKFLOWS + second + "/patch").body()).contains("+class B {}");
  }

  @Test
  void rejectsARerunOfARunningWorkflowOrUnknownStep() {
    addBlockingCommand(name, "", "true");
    String id = pawl.submit(target, steps(name));
    awaitFile(outside.resolve("begun"));
    assertThat(post(id, "rerun").status()).isEqualTo(409);
    release();
    pawl.awaitEnd(id);

    ApiResponse answer = pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"nothing\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("/from_step", "is not one of");
    assertThat(post("quality_none", "rerun").status()).isEqualTo(404);
  }

  @Test
  void compensatesStepsInReverseOrder() {
    String log = outside.resolve("log").toString();
    for (String step : List.of("one", "two")) {
      pawl.writeScriptCommand(
          name + "-undo-" + step, "", "echo undo-%s >> %s\n".formatted(step, log));
      pawl.writeScriptCommand(
          name + "-" + step,
          "compensate: %s-undo-%s\nwrites: notes/**\n".formatted(name, step),
          "echo do-%s >> %s\n".formatted(step, log));
    }
    pawl.writeScriptCommand(name + "-fail", "writes: notes/**\n", "exit 3\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            steps(name + "-one", name + "-two", name + "-fail")
                + ", \"on_failure\": {\"%s\": \"rollback\"}"
                    .formatted((name + "-fail").replace('/', '_')));

    assertStatus(done, "rolled_back");
    assertThat(done.get("ended_reason").asString()).isEqualTo("step_failed");
    assertThat(TestFiles.read(outside, "log")).isEqualTo("do-one\ndo-two\nundo-two\nundo-one\n");
    assertThat(done.get("phases").valueStream().map(phase -> phase.get("name").asString()))
        .anyMatch(phase -> phase.startsWith("compensation"));
    assertThat(done.get("allowed_actions").toString()).isEqualTo("[\"rerun\"]");
  }

  @Test
  void compensatesAPublishedWorkflow() {
    pawl.writeScriptCommand(name + "-undo", "", "echo undo >> %s/log\n".formatted(outside));
    pawl.writeScriptCommand(
        name,
        "compensate: %s-undo\nwrites: notes/**\n".formatted(name),
        "echo do >> %s/log\necho more >> notes/n.txt\n".formatted(outside));
    String id = pawl.submitAndAwaitEnd(target, steps(name)).get("workflow_id").asString();
    assertThat(TestFiles.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");

    post(id, "rollback");
    JsonNode done = pawl.awaitEnd(id);

    assertStatus(done, "rolled_back");
    assertThat(TestFiles.read(target, "notes/n.txt")).isEqualTo("note\n");
    assertThat(TestFiles.read(outside, "log")).isEqualTo("do\nundo\n");
  }

  @Test
  void rollsBackSomeFilesAndLaterTheRest() {
    TestFiles.write(target, "B.java", "class B{}\n");
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\"").get("workflow_id").asString();

    pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"B*\"]}");
    JsonNode partly = pawl.awaitEnd(id);

    assertStatus(partly, "completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(TestFiles.read(target, "B.java")).isEqualTo("class B{}\n");
    assertThat(pawl.get(WORKFLOWS + id + "/patch").body())
        .contains("A.java")
        .doesNotContain("B.java");
    pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"nothing/**\"]}");
    pawl.awaitEnd(id);
    assertThat(pawl.get(WORKFLOWS + id + "/events?limit=200").body())
        .contains("files_rolled_back", "no file in the result matches nothing/**");

    post(id, "rollback");
    assertStatus(pawl.awaitEnd(id), "rolled_back");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"\"]}").status())
        .isEqualTo(422);
  }

  /** Holds the publish lock of the target for another owner, until {@link #releasePublishLock}. */
  private String holdPublishLock(UUID owner) throws IOException {
    String resource = "publish:" + target.toRealPath();
    assertThat(locks.acquire(resource, owner, "somebody", 1)).isEmpty();
    return resource;
  }

  private void releasePublishLock(String resource, UUID owner) {
    transactions.executeWithoutResult(transaction -> locks.release(resource, owner));
  }

  private void awaitLockWait(String id) {
    for (int polls = 0; !get(id).path("waiting_for").isString(); polls++) {
      assertThat(polls).isLessThan(5000);
    }
  }

  private List<String> waiters(String resource) {
    return locks.findAll().stream()
        .filter(lock -> lock.resource().equals(resource))
        .flatMap(lock -> lock.waiters().stream())
        .map(LockView.Waiter::owner)
        .toList();
  }

  @Test
  void canBeCancelledWhileWaitingForThePublishLock() throws Exception {
    UUID otherOwner = UUID.randomUUID();
    String resource = holdPublishLock(otherOwner);
    String id = pawl.submit(target, "\"type\": \"format-only\"");
    awaitLockWait(id);

    assertThat(post(id, "cancellation").status()).isEqualTo(202);

    JsonNode ended = pawl.awaitEnd(id);
    assertStatus(ended, "cancelled");
    assertThat(ended.get("waiting_for").isNull()).isTrue();
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(waiters(resource)).isEmpty();
    releasePublishLock(resource, otherOwner);
  }

  @Test
  void releasesThePublishQueueWhilePaused() throws Exception {
    UUID otherOwner = UUID.randomUUID();
    String resource = holdPublishLock(otherOwner);
    String id = pawl.submit(target, "\"type\": \"format-only\"");
    awaitLockWait(id);
    assertThat(waiters(resource)).containsExactly(id);

    assertThat(post(id, "pause").status()).isEqualTo(202);
    JsonNode paused = awaitStatus(id, "awaiting_decision");
    assertThat(paused.at("/decision/step").asString()).isEqualTo("publish");
    assertThat(paused.get("waiting_for").isNull()).isTrue();
    assertThat(waiters(resource)).isEmpty();
    post(id, "resumption");
    awaitLockWait(id);
    assertThat(waiters(resource)).containsExactly(id);
    post(id, "pause");
    awaitStatus(id, "awaiting_decision");

    releasePublishLock(resource, otherOwner);
    pawl.writeScriptCommand(name, "writes: notes/**\n", "echo more >> notes/n.txt\n");
    assertStatus(pawl.submitAndAwaitEnd(target, steps(name)), "completed");
    post(id, "resumption");
    assertStatus(pawl.awaitEnd(id), "completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(TestFiles.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");
  }

  @Test
  void waitsForItsConcurrencyGroup() {
    addBlockingCommand(name, "", "true");
    String group = ", \"concurrency\": {\"group\": \"%s\"}".formatted(name);
    String first = pawl.submit(target, steps(name) + group);
    awaitFile(outside.resolve("begun"));

    String second = pawl.submit(target, "\"type\": \"verify-only\"" + group);
    String third = pawl.submit(target, "\"type\": \"verify-only\"" + group);
    awaitLockWait(third);
    assertThat(get(second).get("status").asString()).isEqualTo("queued");
    JsonNode lock =
        pawl.get("/api/v1/locks")
            .json()
            .get("items")
            .valueStream()
            .filter(item -> item.get("resource").asString().equals("group:" + name))
            .findFirst()
            .orElseThrow();
    assertThat(lock.get("owner").asString()).isEqualTo(first);
    assertThat(lock.get("waiters").valueStream().map(item -> item.get("owner").asString()))
        .containsExactlyInAnyOrder(second, third);
    release();

    for (String id : List.of(first, second, third)) {
      assertStatus(pawl.awaitEnd(id), "completed");
    }
    assertThat(pawl.get("/api/v1/locks").body()).doesNotContain(name);
  }

  @Test
  void supersedesOlderWorkflowsOfItsGroup() {
    addBlockingCommand(name, "", "true");
    String group =
        ", \"concurrency\": {\"group\": \"%s\", \"policy\": \"cancel_older\"}".formatted(name);
    String first = pawl.submit(target, steps(name) + group);
    awaitFile(outside.resolve("begun"));

    String second = pawl.submit(target, "\"type\": \"verify-only\"" + group);

    assertStatus(pawl.awaitEnd(second), "completed");
    JsonNode old = pawl.awaitEnd(first);
    assertThat(old.get("ended_reason").asString()).isEqualTo("superseded");
    assertThat(old.get("superseded_by").asString()).isEqualTo(second);
  }

  @Test
  void isRejectedByABusyGroup() {
    addBlockingCommand(name, "", "true");
    String group = ", \"concurrency\": {\"group\": \"%s\", \"policy\": \"reject\"}".formatted(name);
    String ended =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"" + group)
            .get("workflow_id")
            .asString();
    String first = pawl.submit(target, steps(name) + group);

    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows", "{\"target\": {\"path\": \"%s\"}%s}".formatted(target, group));
    ApiResponse rerun = pawl.post("/api/v1/workflows/" + ended + "/rerun", "{}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("workflows").toString()).contains(first);
    assertThat(rerun.status()).isEqualTo(409);
    assertThat(rerun.json().get("type").asString()).isEqualTo("/problems/concurrency-group-busy");
    release();
    pawl.awaitEnd(first);
  }

  @Test
  void runsReadOnlyStepsInParallel() {
    for (String step : List.of("a", "b")) {
      String otherStep = step.equals("a") ? "b" : "a";
      pawl.writeScriptCommand(
          name + "-" + step,
          "timeout: 20s\n",
          "touch %1$s/%2$s\nwhile [ ! -e %1$s/%3$s ]; do sleep 0.05; done\n"
              .formatted(outside, step, otherStep));
    }

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            steps(name + "-a", name + "-b")
                + ", \"type\": \"adaptive\", \"planning\": {\"priority\": \"speed\"}");

    assertStatus(done, "completed");
    assertThat(done.at("/phases/0/kind").asString()).isEqualTo("parallel");
    assertThat(done.at("/phases/0/steps").valueStream())
        .as("each step waits until the other has started")
        .hasSize(2)
        .allMatch(result -> result.get("attempts").asInt() == 1);
  }

  @Test
  void listsAgentsAndNodes() {
    addBlockingCommand(name, "", "true");
    String id = pawl.submit(target, steps(name));
    awaitFile(outside.resolve("begun"));

    JsonNode agents = pawl.get("/api/v1/agents").json().get("items");
    assertThat(agents.valueStream().filter(agent -> agent.get("workflow").asString().equals(id)))
        .singleElement()
        .satisfies(agent -> assertThat(agent.get("role").asString()).isEqualTo("shell"));
    JsonNode nodes = pawl.get("/api/v1/nodes").json().get("nodes");
    assertThat(nodes.valueStream().filter(node -> node.get("alive").asBoolean()))
        .singleElement()
        .satisfies(node -> {
          assertThat(node.get("agents").toString()).contains(id);
          assertThat(node.get("slots").asInt()).isEqualTo(2);
        });
    release();
    pawl.awaitEnd(id);
    assertThat(pawl.get("/api/v1/agents").body()).doesNotContain(id);
  }

  @Test
  void storesTheResultOfEachStage() {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    JsonNode stages = pawl.get(WORKFLOWS + id + "/steps/verify").json().at("/attempts/0/stages");

    assertThat(stages.valueStream().map(stage -> stage.get("stage").asString()))
        .containsExactly(
            "resolution",
            "metadata",
            "triage",
            "dependencies",
            "pre_gates",
            "agents",
            "execution",
            "validation",
            "quality_gates",
            "persistence");
    assertThat(stages.valueStream()).allMatch(stage -> stage.get("passed").asBoolean());
  }

  @Test
  void equalsTheStateFoldedFromItsEvents() {
    List<String> names =
        jdbc.sql("select name from workflow order by id")
            .query((row, number) -> row.getString(1))
            .list();
    assertThat(names).isNotEmpty();
    for (String id : names) {
      JsonNode workflow = get(id);
      var events = new ArrayList<JsonNode>();
      JsonNode page;
      do {
        page =
            pawl.get(WORKFLOWS + id + "/events?limit=200&after=" + events.size())
                .json()
                .get("items");
        page.forEach(events::add);
      } while (page.size() == 200);

      assertThat(new WorkflowEventReplay(events).toString())
          .as(id)
          .isEqualTo(WorkflowEventReplay.describe(workflow));
    }
  }
}
