package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
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
class BulkTests {

  private static final String WORKFLOWS = "/api/v1/workflows";

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private String team;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    team = target.getFileName().toString();
    Folders.write(target, "A.java", "class A {}\n");
  }

  private String labels() {
    return "\"labels\": {\"team\": \"%s\"}".formatted(team);
  }

  private String finished() {
    return pawl.run(target, "\"type\": \"verify-only\", " + labels()).get("workflow_id").asString();
  }

  private String failed() {
    Folders.write(target, "bad.json", "{");
    String id = finished();
    assertThat(pawl.ended(id).get("status").asString()).isEqualTo("failed");
    return id;
  }

  /** Starts a workflow that runs until it is cancelled, and one that waits for it in the same concurrency group. */
  private List<String> oneThatRunsAndOneThatWaits() {
    String script = "bulk/" + team;
    pawl.script(script, "", "while [ ! -e %s.go ]; do sleep 0.05; done\n".formatted(target));
    String more =
        "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}], \"concurrency\": {\"group\": \"%s\"}, %s"
            .formatted(script, team, labels());
    String first = pawl.submit(target, more);
    pawl.awaitStep(first, "it");
    return List.of(first, pawl.submit(target, more));
  }

  private Answer ask(String action, String filter, String more) {
    return pawl.post(WORKFLOWS + "/" + action, "{\"filter\": {%s}%s}".formatted(filter, more));
  }

  private JsonNode asked(String action, String filter, String more) {
    Answer answer = ask(action, filter, more);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static String really(int expected) {
    return ", \"dry_run\": false, \"expected\": " + expected;
  }

  private String status(String workflow) {
    return pawl.get(WORKFLOWS + "/" + workflow).json().get("status").asString();
  }

  @Test
  void sayWhatTheyWouldDoAndDoNothing() {
    String over = finished();
    List<String> open = oneThatRunsAndOneThatWaits();

    JsonNode preview = asked("cancellation", labels(), "");

    assertThat(preview.get("action").asString()).isEqualTo("cancellation");
    assertThat(preview.get("dry_run").asBoolean()).isTrue();
    assertThat(preview.get("matched").asInt()).isEqualTo(3);
    assertThat(preview.get("allowed").asInt()).isEqualTo(2);
    assertThat(preview.get("refused").asInt()).isEqualTo(1);
    assertThat(preview.get("done").asInt()).isZero();
    assertThat(preview.get("first").valueStream().map(JsonNode::asString))
        .containsExactly(open.get(1), open.get(0), over);
    assertThat(preview.at("/not_done/0/workflow_id").asString()).isEqualTo(over);
    assertThat(preview.at("/not_done/0/reason").asString())
        .contains("is completed and does not allow a cancellation");
    assertThat(status(open.get(0))).isEqualTo("running");
    assertThat(status(open.get(1))).isEqualTo("queued");

    JsonNode done = asked("cancellation", labels(), really(3));

    assertThat(done.get("dry_run").asBoolean()).isFalse();
    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("allowed").asInt()).isEqualTo(2);
    assertThat(done.get("refused").asInt()).isEqualTo(1);
    assertThat(done.get("failed").asInt()).isZero();
    assertThat(done.get("not_done")).isEqualTo(preview.get("not_done"));
    for (String one : open) {
      assertThat(pawl.ended(one).get("status").asString()).isEqualTo("cancelled");
    }
    assertThat(pawl.events(open.get(1)))
        .as("the waiting workflow is cancelled before it can start")
        .doesNotContain("workflow_started");
    assertThat(status(over)).isEqualTo("completed");
  }

  @Test
  void areDoneToWhatSomebodyHasSeenOnly() {
    finished();
    List<String> open = oneThatRunsAndOneThatWaits();

    Answer answer = ask("cancellation", labels(), really(2));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("matched").asInt()).isEqualTo(3);
    assertThat(answer.json().get("detail").asString())
        .contains("now matches 3 workflows instead of 2");
    assertThat(status(open.get(1))).isEqualTo("queued");
    asked("cancellation", labels(), really(3));
    pawl.ended(open.get(0));
    pawl.ended(open.get(1));
  }

  @Test
  void letWhatFailedGoOn() {
    finished();
    List<String> broken = List.of(failed(), failed());
    String filter = labels() + ", \"status\": [\"failed\"], \"ended_reason\": \"gate_failed\"";
    assertThat(asked("resumption", filter, "").get("allowed").asInt()).isEqualTo(2);
    Folders.write(target, "bad.json", "{}");

    JsonNode done = asked("resumption", filter, really(2));

    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("started")).isEmpty();
    for (String one : broken) {
      pawl.ended(one);
      assertThat(pawl.events(one)).contains("resumption_requested");
    }
  }

  @Test
  void startOverInTheOrderInWhichTheyWere() throws Exception {
    List<String> over = List.of(finished(), finished());
    List<String> open = oneThatRunsAndOneThatWaits();

    JsonNode done = asked("rerun", labels(), really(4));

    assertThat(done.get("done").asInt()).isEqualTo(2);
    assertThat(done.get("refused").asInt()).isEqualTo(2);
    List<String> started = done.get("started").valueStream().map(JsonNode::asString).toList();
    assertThat(started.stream().map(one -> pawl.ended(one).at("/origin/workflow").asString()))
        .containsExactlyElementsOf(over);
    Files.writeString(Path.of(target + ".go"), "");
    open.forEach(pawl::ended);
  }

  @Test
  void findByEveryFilterOfTheList() {
    String session =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    finished();
    String own =
        pawl.run(
                target,
                "\"type\": \"verify-only\", \"session_id\": \"%s\", %s"
                    .formatted(session, labels()))
            .get("workflow_id")
            .asString();

    JsonNode found =
        asked(
            "rerun",
            """
            "status": ["completed", "failed"], "type": "verify-only", "target": "%s", "session_id": "%s",
            "ended_reason": "completed", "created_after": "2020-01-01T00:00:00Z",
            "created_before": "2100-01-01T00:00:00Z", %s
            """
                .formatted(target, session, labels()),
            "");

    assertThat(found.get("first").valueStream().map(JsonNode::asString)).containsExactly(own);
    assertThat(pawl.get(WORKFLOWS + "?session_id=" + session).json().get("items")).hasSize(1);
    assertThat(pawl.get(WORKFLOWS + "?session_id=x").status()).isEqualTo(422);
    assertThat(
            asked("rerun", "\"session_id\": \"%s\"".formatted(session), "").get("matched").asInt())
        .isEqualTo(1);
    assertThat(
            asked("rerun", labels() + ", \"created_before\": \"2020-01-01T00:00:00Z\"", "")
                .get("matched")
                .asInt())
        .isZero();
  }

  @Test
  void areForAllWhenSomebodySaysSo() {
    finished();
    int all = jdbc.sql("select count(*) from workflow").query(Integer.class).single();

    Answer answer = ask("cancellation", "\"all\": true", "");

    // Workflows of other tests are counted too and may exceed the limit.
    if (all > 1000) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.body()).contains("matches " + all + " workflows");
    } else {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().get("matched").asInt()).isEqualTo(all);
    }
  }

  /** Inserts copies of a workflow row without phases, which make every action that needs the graph fail. */
  private void copy(String workflow, int times) {
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

  private void removeCopies(String workflow) {
    jdbc.sql("delete from workflow where name like ?").param(workflow + "-%").update();
  }

  @Test
  void areForAThousandAtOnce() {
    String one = finished();
    copy(one, 1000);

    Answer tooMany = ask("rerun", labels(), "");

    assertThat(tooMany.status()).isEqualTo(422);
    assertThat(tooMany.json().get("title").asString()).isEqualTo("Too many workflows");
    assertThat(tooMany.json().get("detail").asString()).contains("matches 1001", "at most 1000");
    assertThat(ask("rerun", labels(), really(1001)).status()).isEqualTo(422);
    jdbc.sql("delete from workflow where name = ?").param(one + "-1").update();
    JsonNode all = asked("cancellation", labels(), really(1000));
    assertThat(all.get("refused").asInt()).isEqualTo(1000);
    assertThat(all.get("first")).hasSize(20);
    removeCopies(one);
  }

  @Test
  void stopWhenWhatFailsIsNotTheWorkflow() {
    String one = finished();
    copy(one, 5);
    jdbc.sql("delete from workflow where name = ?").param(one).update();

    JsonNode done = asked("rerun", labels(), really(5));

    assertThat(done.get("failed").asInt()).isEqualTo(5);
    assertThat(done.get("not_done").valueStream().map(each -> each.get("reason").asString()))
        .filteredOn(reason -> reason.startsWith("not attempted"))
        .hasSize(2);
    removeCopies(one);
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
  void sayWhatIsWrong(String body, String what) {
    Answer answer = pawl.post(WORKFLOWS + "/cancellation", body);

    assertThat(answer.status()).as(answer.body()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(what);
  }
}
