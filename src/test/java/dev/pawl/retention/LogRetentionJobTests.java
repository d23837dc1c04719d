package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.node.NodeService;
import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.S3Server;
import dev.pawl.objectstore.TestObjectStores;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspaces;
import dev.pawl.workspace.WorkspaceService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@PawlTest
class LogRetentionJobTests {

  @Autowired PawlClient pawl;
  @Autowired LogRetentionJob logs;
  @Autowired WorkspaceService workspaces;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired NodeService nodes;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");
  }

  private String run(String fields) {
    return pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"" + fields)
        .get("workflow_id")
        .asString();
  }

  private void age(String workflow, int days) {
    jdbc.sql("update workflow set ended_at = now() - ? * interval '1 day' where name = ?")
        .params(days, workflow)
        .update();
  }

  private ApiResponse log(String workflow, String query) {
    return pawl.get("/api/v1/workflows/" + workflow + "/steps/verify/log" + query);
  }

  @Test
  void deletesOldLogsAndKeepsTheirWorkflow() {
    String old = run("");
    String recent = run("");
    age(old, 31);
    age(recent, 29);

    logs.deleteExpiredLogs();

    assertThat(workspaces.logFolder(old)).doesNotExist();
    ApiResponse deleted = log(old, "");
    assertThat(deleted.status()).isEqualTo(410);
    assertThat(deleted.json().get("detail").asString())
        .contains(old, "30 days", "pawl.retention.logs");
    assertThat(log(old, "?attempt=1").status()).isEqualTo(410);
    assertThat(log(old, "?attempt=2").status()).isEqualTo(404);
    String workflow = "/api/v1/workflows/" + old;
    assertThat(pawl.get(workflow).status()).isEqualTo(200);
    assertThat(pawl.get(workflow + "/findings").json().get("items")).isNotEmpty();
    assertThat(pawl.get(workflow + "/archive").status()).isEqualTo(200);
    assertThat(pawl.get("/workflows/" + old + "/steps/verify").body())
        .contains("The log was removed");
    assertThat(log(recent, "").status()).isEqualTo(200);
  }

  @Test
  void deletesLogsWrittenAfterDeletion() {
    String old = run("");
    age(old, 40);
    logs.deleteExpiredLogs();
    assertThat(
            jdbc.sql(
                    "select count(*) from attempt where log like 'Step: verify%' and step_id in"
                        + " (select s.id from workflow w join phase p on p.workflow_id = w.id"
                        + " join step s on s.phase_id = p.id where w.name = ?)")
                .param(old)
                .query(Long.class)
                .single())
        .isZero();
    jdbc.sql("update workflow set logs_pruned_at = now() - interval '35 days' where name = ?")
        .param(old)
        .update();
    age(old, 32);
    TestFiles.write(workspaces.logFolder(old), "verify.2.log", "again");

    logs.deleteExpiredLogs();

    assertThat(workspaces.logFolder(old)).doesNotExist();
  }

  @Test
  void deletesFilesOfLogsThatAnotherNodeHasDeleted(@TempDir Path folder) throws Exception {
    String old = run("");
    String recent = run("");
    age(old, 31);
    logs.deleteExpiredLogs();
    try (S3Server server = S3Server.start(Files.createDirectory(folder.resolve("objects")))) {
      ObjectStore store = TestObjectStores.on(server, folder);
      WorkspaceService other = TestWorkspaces.ofNode(folder, store);
      FileTime twoHoursAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
      for (String workflow : List.of(old, recent)) {
        TestFiles.write(other.logFolder(workflow), "verify.1.log", "lines");
        Files.setLastModifiedTime(other.workflowFolder(workflow), twoHoursAgo);
      }

      new LogRetentionJob(
              jdbc,
              transactions,
              TestWorkspaces.logs(other, store),
              other,
              TestRetentionProperties.defaults(),
              nodes,
              Clock.systemUTC())
          .deleteExpiredLogs();

      assertThat(other.logFolder(old)).doesNotExist();
      assertThat(other.logFolder(recent)).isNotEmptyDirectory();
    }
  }

  @Test
  void sessionResumptionIgnoresExpiredData() {
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
    logs.deleteExpiredLogs();

    String resumed = pawl.post("/api/v1/sessions/" + session + "/resumption", "").body();

    assertThat(resumed).contains("session_resumed").doesNotContain("inconsistency_found");
    jdbc.sql("delete from workflow where name = ?").param(old).update();
  }
}
