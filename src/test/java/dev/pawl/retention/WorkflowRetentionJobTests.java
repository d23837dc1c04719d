package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.WorkspaceService;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PawlTest
class WorkflowRetentionJobTests {

  @Autowired PawlClient pawl;
  @Autowired WorkflowRetentionJob retention;
  @Autowired WorkspaceService workspaces;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");
  }

  private String run() {
    return pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"")
        .get("workflow_id")
        .asString();
  }

  private void age(String workflow, int days) {
    jdbc.sql("update workflow set ended_at = now() - ? * interval '1 day' where name = ?")
        .params(days, workflow)
        .update();
  }

  private long rows(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  @Test
  void deletesWorkflowWithItsData() {
    List<String> tables = List.of("workflow", "phase", "step", "attempt", "finding", "event");
    List<Long> before = tables.stream().map(this::rows).toList();
    String old = run();
    assertThat(tables.stream().map(this::rows)).doesNotContainSequence(before);
    age(old, 91);

    retention.deleteExpired();

    assertThat(pawl.get("/api/v1/workflows/" + old).status()).isEqualTo(404);
    assertThat(workspaces.workflowFolder(old)).doesNotExist();
    assertThat(tables.stream().map(this::rows).toList()).isEqualTo(before);
  }

  @Test
  void keepsRecentAndUnfinishedWorkflows() {
    String recent = run();
    age(recent, 89);
    String undecided = run();
    age(undecided, 91);
    jdbc.sql("update workflow set status = 'AWAITING_DECISION' where name = ?")
        .param(undecided)
        .update();

    retention.deleteExpired();

    assertThat(pawl.get("/api/v1/workflows/" + recent).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows/" + recent + "/steps/verify/log").status())
        .isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows/" + undecided).status()).isEqualTo(200);
    jdbc.sql("update workflow set status = 'COMPLETED' where name = ?").param(undecided).update();
    retention.deleteExpired();
    assertThat(pawl.get("/api/v1/workflows/" + undecided).status()).isEqualTo(404);
  }

  @Test
  void deletesManyInBatches() {
    String workflow = run();
    age(workflow, 100);
    jdbc.sql(
            """
            insert into workflow
            select (jsonb_populate_record(w, jsonb_build_object('id', gen_random_uuid(),
              'name', w.name || '-' || i))).*
            from workflow w, generate_series(1, ?) as i where w.name = ?
            """)
        .params(250, workflow)
        .update();

    retention.deleteExpired();

    assertThat(
            jdbc.sql("select count(*) from workflow where name like ?")
                .param(workflow + "%")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void deletesClosedSessionsOnly() {
    String open =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    String closed =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    jdbc.sql(
            "update session set used_at = now() - interval '91 days', status = 'CLOSED' where id ="
                + " ?::uuid")
        .param(closed)
        .update();

    retention.deleteExpired();

    assertThat(pawl.get("/api/v1/sessions/" + open).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/sessions/" + closed).status()).isEqualTo(404);
  }
}
