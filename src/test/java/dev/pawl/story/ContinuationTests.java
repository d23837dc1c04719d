package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.lock.LockView;
import dev.pawl.lock.Locks;
import dev.pawl.workflow.EventFold;
import dev.pawl.workspace.Folders;
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

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  @Autowired Locks locks;
  @Autowired TransactionOperations transactions;
  @TempDir Path outside;
  private Path target;
  private String name;

  @BeforeEach
  void makeTarget() {
    jdbc.sql("delete from breaker").update();
    target = pawl.newTarget();
    name = "go/" + target.getFileName();
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(target, "notes/n.txt", "note\n");
  }

  private Answer ask(String id, String action) {
    return pawl.post(WORKFLOWS + id + "/" + action, "");
  }

  private JsonNode get(String id) {
    return pawl.get(WORKFLOWS + id).json();
  }

  private JsonNode await(String id, String status) {
    for (int tries = 0; tries < 60; tries++) {
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
    for (int tries = 0; !Files.exists(file); tries++) {
      assertThat(tries).as("polls for " + file).isLessThan(20_000);
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

  /** Adds a command that signals its start and waits for {@link #let}. */
  private void gated(String command, String frontMatter, String then) {
    pawl.script(
        command,
        frontMatter,
        "touch %1$s/begun\nwhile [ ! -e %1$s/go ]; do sleep 0.05; done\n%2$s\n"
            .formatted(outside, then));
  }

  private void let() {
    Folders.write(outside, "go", "");
  }

  @Test
  void standsStillBeforeItsNextStepAndGoesOn() {
    gated(name, "", "true");
    String id = pawl.submit(target, steps(name, "format"));
    awaitFile(outside.resolve("begun"));

    assertThat(ask(id, "pause").status()).isEqualTo(202);
    assertThat(ask(id, "pause").status()).as("a repeat").isEqualTo(202);
    let();
    JsonNode paused = await(id, "awaiting_decision");
    assertThat(paused.at("/decision/step").asString()).isEqualTo("format");
    assertThat(paused.at("/decision/paused").asBoolean()).isTrue();
    assertThat(paused.get("allowed_actions").toString())
        .isEqualTo("[\"cancellation\",\"decision\",\"resumption\"]");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");

    assertThat(ask(id, "resumption").status()).isEqualTo(202);
    assertStatus(pawl.ended(id), "completed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void abortsFromAPauseWhenThatIsAnswered() {
    gated(name, "", "true");
    String id = pawl.submit(target, steps(name, "format"));
    awaitFile(outside.resolve("begun"));
    ask(id, "pause");
    let();
    await(id, "awaiting_decision");

    pawl.post(WORKFLOWS + id + "/decision", "{\"action\": \"abort\"}");

    assertThat(pawl.ended(id).get("ended_reason").asString()).isEqualTo("decision_aborted");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void goesOnWhereItFailedOnceTheCauseIsGone() {
    pawl.script(
        name,
        "writes: notes/**\n",
        "test -e %s/go && echo more >> notes/n.txt\n".formatted(outside));
    JsonNode failed = pawl.run(target, steps("format", name, "verify"));
    assertStatus(failed, "failed");
    String id = failed.get("workflow_id").asString();
    let();

    assertThat(ask(id, "resumption").status()).isEqualTo(202);
    JsonNode done = pawl.ended(id);

    assertStatus(done, "completed");
    assertThat(Pawl.step(done, "format").get("attempts").asInt()).as("kept").isEqualTo(1);
    assertThat(Folders.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(ask(id, "resumption").status()).as("already ended").isEqualTo(409);
  }

  @Test
  void goesOnAfterACancellation() {
    gated(name, "", "true");
    String id = pawl.submit(target, steps("format", name));
    awaitFile(outside.resolve("begun"));
    ask(id, "cancellation");
    assertStatus(pawl.ended(id), "cancelled");
    let();

    assertThat(ask(id, "resumption").status()).isEqualTo(202);

    assertStatus(pawl.ended(id), "completed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void beginsAgainFromAStepAndTakesOverWhatWasReached() {
    pawl.script(name, "writes: notes/**\n", "echo more >> notes/n.txt\n");
    String id =
        pawl.run(target, steps("format", name, "verify") + ", \"dry_run\": true")
            .get("workflow_id")
            .asString();

    Answer answer = pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"final_verify\"}");
    assertThat(answer.status()).isEqualTo(202);
    String second = answer.json().get("workflow_id").asString();
    JsonNode done = pawl.ended(second);

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
  void runsEverythingAgainWhenTheTargetHasChanged() {
    String id =
        pawl.run(target, steps("format", "verify") + ", \"dry_run\": true")
            .get("workflow_id")
            .asString();
    Folders.write(target, "B.java", "class B{}\n");

    String second =
        pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"verify\"}")
            .json()
            .get("workflow_id")
            .asString();
    pawl.ended(second);

    String events = pawl.get(WORKFLOWS + second + "/events?limit=200").body();
    assertThat(events).doesNotContain("step_reused").contains("all steps run again");
    assertThat(pawl.get(WORKFLOWS + second + "/patch").body()).contains("+class B {}");
  }

  @Test
  void beginsAgainOnlyWhatHasEndedAndFromAStepThatThereIs() {
    gated(name, "", "true");
    String id = pawl.submit(target, steps(name));
    awaitFile(outside.resolve("begun"));
    assertThat(ask(id, "rerun").status()).isEqualTo(409);
    let();
    pawl.ended(id);

    Answer answer = pawl.post(WORKFLOWS + id + "/rerun", "{\"from_step\": \"nothing\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("/from_step", "is not one of");
    assertThat(ask("quality_none", "rerun").status()).isEqualTo(404);
  }

  @Test
  void takesBackWhatStepsDidOutsideNewestFirst() {
    String log = outside.resolve("log").toString();
    for (String step : List.of("one", "two")) {
      pawl.script(name + "-undo-" + step, "", "echo undo-%s >> %s\n".formatted(step, log));
      pawl.script(
          name + "-" + step,
          "compensate: %s-undo-%s\nwrites: notes/**\n".formatted(name, step),
          "echo do-%s >> %s\n".formatted(step, log));
    }
    pawl.script(name + "-fail", "writes: notes/**\n", "exit 3\n");

    JsonNode done =
        pawl.run(
            target,
            steps(name + "-one", name + "-two", name + "-fail")
                + ", \"on_failure\": {\"%s\": \"rollback\"}"
                    .formatted((name + "-fail").replace('/', '_')));

    assertStatus(done, "rolled_back");
    assertThat(done.get("ended_reason").asString()).isEqualTo("step_failed");
    assertThat(Folders.read(outside, "log")).isEqualTo("do-one\ndo-two\nundo-two\nundo-one\n");
    assertThat(done.get("phases").valueStream().map(phase -> phase.get("name").asString()))
        .anyMatch(phase -> phase.startsWith("compensation"));
    assertThat(done.get("allowed_actions").toString()).isEqualTo("[\"rerun\"]");
  }

  @Test
  void takesBackWhatAPublishedWorkflowDidOutside() {
    pawl.script(name + "-undo", "", "echo undo >> %s/log\n".formatted(outside));
    pawl.script(
        name,
        "compensate: %s-undo\nwrites: notes/**\n".formatted(name),
        "echo do >> %s/log\necho more >> notes/n.txt\n".formatted(outside));
    String id = pawl.run(target, steps(name)).get("workflow_id").asString();
    assertThat(Folders.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");

    ask(id, "rollback");
    JsonNode done = pawl.ended(id);

    assertStatus(done, "rolled_back");
    assertThat(Folders.read(target, "notes/n.txt")).isEqualTo("note\n");
    assertThat(Folders.read(outside, "log")).isEqualTo("do\nundo\n");
  }

  @Test
  void takesSomeFilesBackAndLaterTheRest() {
    Folders.write(target, "B.java", "class B{}\n");
    String id = pawl.run(target, "\"type\": \"format-only\"").get("workflow_id").asString();

    pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"B*\"]}");
    JsonNode partly = pawl.ended(id);

    assertStatus(partly, "completed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(Folders.read(target, "B.java")).isEqualTo("class B{}\n");
    assertThat(pawl.get(WORKFLOWS + id + "/patch").body())
        .contains("A.java")
        .doesNotContain("B.java");
    pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"nothing/**\"]}");
    pawl.ended(id);
    assertThat(pawl.get(WORKFLOWS + id + "/events?limit=200").body())
        .contains("files_rolled_back", "no file of the result matches nothing/**");

    ask(id, "rollback");
    assertStatus(pawl.ended(id), "rolled_back");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(pawl.post(WORKFLOWS + id + "/rollback", "{\"paths\": [\"\"]}").status())
        .isEqualTo(422);
  }

  /** Holds the publish lock of the target for another owner, until {@link #letPublish}. */
  private String keepFromPublishing(UUID other) throws IOException {
    String turn = "publish:" + target.toRealPath();
    assertThat(locks.take(turn, other, "somebody", 1)).isEmpty();
    return turn;
  }

  private void letPublish(String turn, UUID other) {
    transactions.executeWithoutResult(transaction -> locks.release(turn, other));
  }

  private void awaitInLine(String id) {
    for (int tries = 0; !get(id).path("waiting_for").isString(); tries++) {
      assertThat(tries).isLessThan(5000);
    }
  }

  private List<String> inLine(String turn) {
    return locks.all().stream()
        .filter(lock -> lock.resource().equals(turn))
        .flatMap(lock -> lock.waiters().stream())
        .map(LockView.Waiter::owner)
        .toList();
  }

  @Test
  void isCancelledWhileItWaitsForItsTurnToPublish() throws Exception {
    UUID other = UUID.randomUUID();
    String turn = keepFromPublishing(other);
    String id = pawl.submit(target, "\"type\": \"format-only\"");
    awaitInLine(id);

    assertThat(ask(id, "cancellation").status()).isEqualTo(202);

    JsonNode ended = pawl.ended(id);
    assertStatus(ended, "cancelled");
    assertThat(ended.get("waiting_for").isNull()).isTrue();
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
    assertThat(inLine(turn)).isEmpty();
    letPublish(turn, other);
  }

  @Test
  void keepsNobodyFromPublishingWhileItStandsStill() throws Exception {
    UUID other = UUID.randomUUID();
    String turn = keepFromPublishing(other);
    String id = pawl.submit(target, "\"type\": \"format-only\"");
    awaitInLine(id);
    assertThat(inLine(turn)).containsExactly(id);

    assertThat(ask(id, "pause").status()).isEqualTo(202);
    JsonNode paused = await(id, "awaiting_decision");
    assertThat(paused.at("/decision/step").asString()).isEqualTo("publish");
    assertThat(paused.get("waiting_for").isNull()).isTrue();
    assertThat(inLine(turn)).isEmpty();
    ask(id, "resumption");
    awaitInLine(id);
    assertThat(inLine(turn)).containsExactly(id);
    ask(id, "pause");
    await(id, "awaiting_decision");

    letPublish(turn, other);
    pawl.script(name, "writes: notes/**\n", "echo more >> notes/n.txt\n");
    assertStatus(pawl.run(target, steps(name)), "completed");
    ask(id, "resumption");
    assertStatus(pawl.ended(id), "completed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(Folders.read(target, "notes/n.txt")).isEqualTo("note\nmore\n");
  }

  @Test
  void waitsForItsTurnInAGroup() {
    gated(name, "", "true");
    String group = ", \"concurrency\": {\"group\": \"%s\"}".formatted(name);
    String first = pawl.submit(target, steps(name) + group);
    awaitFile(outside.resolve("begun"));

    String second = pawl.submit(target, "\"type\": \"verify-only\"" + group);
    String third = pawl.submit(target, "\"type\": \"verify-only\"" + group);
    awaitInLine(third);
    assertThat(get(second).get("status").asString()).isEqualTo("queued");
    JsonNode lock =
        pawl.get("/api/v1/locks")
            .json()
            .get("items")
            .valueStream()
            .filter(one -> one.get("resource").asString().equals("group:" + name))
            .findFirst()
            .orElseThrow();
    assertThat(lock.get("owner").asString()).isEqualTo(first);
    assertThat(lock.get("waiters").valueStream().map(one -> one.get("owner").asString()))
        .containsExactlyInAnyOrder(second, third);
    let();

    for (String id : List.of(first, second, third)) {
      assertStatus(pawl.ended(id), "completed");
    }
    assertThat(pawl.get("/api/v1/locks").body()).doesNotContain(name);
  }

  @Test
  void takesThePlaceOfOlderOnesInItsGroup() {
    gated(name, "", "true");
    String group =
        ", \"concurrency\": {\"group\": \"%s\", \"policy\": \"cancel_older\"}".formatted(name);
    String first = pawl.submit(target, steps(name) + group);
    awaitFile(outside.resolve("begun"));

    String second = pawl.submit(target, "\"type\": \"verify-only\"" + group);

    assertStatus(pawl.ended(second), "completed");
    JsonNode old = pawl.ended(first);
    assertThat(old.get("ended_reason").asString()).isEqualTo("superseded");
    assertThat(old.get("superseded_by").asString()).isEqualTo(second);
  }

  @Test
  void isRefusedByAGroupThatIsTakenWhenItDoesNotWantToWait() {
    gated(name, "", "true");
    String group = ", \"concurrency\": {\"group\": \"%s\", \"policy\": \"reject\"}".formatted(name);
    String first = pawl.submit(target, steps(name) + group);

    Answer answer =
        pawl.post(
            "/api/v1/workflows", "{\"target\": {\"path\": \"%s\"}%s}".formatted(target, group));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("workflows").toString()).contains(first);
    let();
    pawl.ended(first);
  }

  @Test
  void runsStepsThatOnlyReadBesideEachOther() {
    for (String one : List.of("a", "b")) {
      String other = one.equals("a") ? "b" : "a";
      pawl.script(
          name + "-" + one,
          "timeout: 20s\n",
          "touch %1$s/%2$s\nwhile [ ! -e %1$s/%3$s ]; do sleep 0.05; done\n"
              .formatted(outside, one, other));
    }

    JsonNode done =
        pawl.run(
            target,
            steps(name + "-a", name + "-b")
                + ", \"type\": \"adaptive\", \"planning\": {\"priority\": \"speed\"}");

    assertStatus(done, "completed");
    assertThat(done.at("/phases/0/kind").asString()).isEqualTo("parallel");
    assertThat(done.at("/phases/0/steps").valueStream())
        .as("each step waits until the other has started")
        .hasSize(2)
        .allMatch(step -> step.get("attempts").asInt() == 1);
  }

  @Test
  void showsWhoWorksWhere() {
    gated(name, "", "true");
    String id = pawl.submit(target, steps(name));
    awaitFile(outside.resolve("begun"));

    JsonNode agents = pawl.get("/api/v1/agents").json().get("items");
    assertThat(agents.valueStream().filter(one -> one.get("workflow").asString().equals(id)))
        .singleElement()
        .satisfies(one -> assertThat(one.get("role").asString()).isEqualTo("shell"));
    JsonNode nodes = pawl.get("/api/v1/nodes").json().get("nodes");
    assertThat(nodes.valueStream().filter(node -> node.get("alive").asBoolean()))
        .singleElement()
        .satisfies(node -> {
          assertThat(node.get("agents").toString()).contains(id);
          assertThat(node.get("slots").asInt()).isEqualTo(2);
        });
    let();
    pawl.ended(id);
    assertThat(pawl.get("/api/v1/agents").body()).doesNotContain(id);
  }

  @Test
  void keepsTheAnswerOfEachStage() {
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

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
  void isExactlyWhatItsEventsSay() {
    List<String> names =
        jdbc.sql("select name from workflow order by id")
            .query((row, number) -> row.getString(1))
            .list();
    assertThat(names).isNotEmpty();
    for (String one : names) {
      JsonNode workflow = get(one);
      var events = new ArrayList<JsonNode>();
      JsonNode page;
      do {
        page =
            pawl.get(WORKFLOWS + one + "/events?limit=200&after=" + events.size())
                .json()
                .get("items");
        page.forEach(events::add);
      } while (page.size() == 200);

      assertThat(new EventFold(events).toString()).as(one).isEqualTo(EventFold.stored(workflow));
    }
  }
}
