package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Workspaces;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PawlTest
class LogsTests {

  @Autowired Pawl pawl;
  @Autowired Logs logs;
  @Autowired Workspaces workspaces;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    Folders.write(target, "bad.json", "{");
  }

  private String run(String more) {
    return pawl.run(target, "\"type\": \"verify-only\"" + more).get("workflow_id").asString();
  }

  private void age(String workflow, int days) {
    jdbc.sql("update workflow set ended_at = now() - ? * interval '1 day' where name = ?")
        .params(days, workflow)
        .update();
  }

  private Answer log(String workflow, String query) {
    return pawl.get("/api/v1/workflows/" + workflow + "/steps/verify/log" + query);
  }

  @Test
  void removesOldLogsAndKeepsTheirWorkflow() {
    String old = run("");
    String young = run("");
    age(old, 31);
    age(young, 29);

    logs.runOnce();

    assertThat(workspaces.logs(old)).doesNotExist();
    Answer gone = log(old, "");
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.json().get("detail").asString())
        .contains(old, "30 days", "pawl.retention.logs");
    assertThat(log(old, "?attempt=1").status()).isEqualTo(410);
    assertThat(log(old, "?attempt=2").status()).isEqualTo(404);
    String workflow = "/api/v1/workflows/" + old;
    assertThat(pawl.get(workflow).status()).isEqualTo(200);
    assertThat(pawl.get(workflow + "/findings").json().get("items")).isNotEmpty();
    assertThat(pawl.get(workflow + "/archive").status()).isEqualTo(200);
    assertThat(pawl.get("/workflows/" + old + "/steps/verify").body())
        .contains("The log was removed");
    assertThat(log(young, "").status()).isEqualTo(200);
  }

  @Test
  void removesLogsThatCameAfterTheyWereRemoved() {
    String old = run("");
    age(old, 40);
    logs.runOnce();
    jdbc.sql("update workflow set logs_pruned_at = now() - interval '35 days' where name = ?")
        .param(old)
        .update();
    age(old, 32);
    Folders.write(workspaces.logs(old), "verify.2.log", "again");

    logs.runOnce();

    assertThat(workspaces.logs(old)).doesNotExist();
  }

  @Test
  void aSessionMissesNothingThatWasRemovedForItsAge() {
    String session =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    String old = run(", \"session_id\": \"%s\"".formatted(session));
    age(old, 31);
    jdbc.sql("update workflow set created_at = now() - interval '91 days' where name = ?")
        .param(old)
        .update();
    jdbc.sql(
            "delete from event where sequence < 4 and workflow_id = (select id from workflow where"
                + " name = ?)")
        .param(old)
        .update();
    logs.runOnce();

    String resumed = pawl.post("/api/v1/sessions/" + session + "/resumption", "").body();

    assertThat(resumed).contains("session_resumed").doesNotContain("inconsistency_found");
    jdbc.sql("delete from workflow where name = ?").param(old).update();
  }
}
