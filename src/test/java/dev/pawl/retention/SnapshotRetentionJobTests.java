package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.node.NodeService;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PawlTest
class SnapshotRetentionJobTests {

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired NodeService nodes;
  @Autowired dev.pawl.snapshot.SnapshotPruner pruner;
  private Path target;
  private SnapshotRetentionJob snapshots;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    snapshots =
        new SnapshotRetentionJob(
            jdbc, pruner, TestRetentionProperties.withLast(2), nodes, Clock.systemUTC());
  }

  /** Runs a dry run with a file that differs for each number. */
  private String run(int number) {
    TestFiles.write(target, "B.java", "class B { int a%d; }".formatted(number));
    return pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\", \"dry_run\": true")
        .get("workflow_id")
        .asString();
  }

  private void age(String workflow) {
    jdbc.sql("update workflow set created_at = created_at - interval '8 days' where name = ?")
        .param(workflow)
        .update();
  }

  private int patch(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow + "/patch").status();
  }

  @Test
  void deletesOldSnapshotsExceptLatest() {
    var workflows = new ArrayList<String>();
    for (int number = 0; number < 4; number++) {
      workflows.add(run(number));
    }
    assertThat(workflows).allSatisfy(workflow -> assertThat(patch(workflow)).isEqualTo(200));
    workflows.forEach(this::age);

    snapshots.deleteExpiredSnapshots();

    assertThat(workflows.stream().map(this::patch)).isEqualTo(List.of(410, 410, 200, 200));
    assertThat(
            pawl.get("/api/v1/workflows/" + workflows.getFirst() + "/patch")
                .json()
                .get("detail")
                .asString())
        .contains("pawl.retention.snapshots");
    assertThat(pawl.get("/api/v1/workflows/" + workflows.getFirst() + "/result").status())
        .isEqualTo(410);
    assertThat(pawl.get("/api/v1/workflows/" + workflows.getLast() + "/result").status())
        .isEqualTo(200);
    var listed = pawl.get("/api/v1/snapshots?limit=4&target=" + target).json().get("items");
    assertThat(listed).hasSize(4);
    assertThat(listed.get(0).get("pruned_at").isNull()).isTrue();
    assertThat(listed.get(3).get("pruned_at").isString()).isTrue();
    assertThat(listed.get(3).get("workflow_id").asString()).isEqualTo(workflows.getFirst());
    assertThat(
            pawl.get("/api/v1/workflows/" + workflows.getFirst() + "/report?format=html").status())
        .isEqualTo(200);
    String next = run(5);
    assertThat(patch(next)).as("the unchanged files are stored again").isEqualTo(200);
    assertThat(patch(workflows.getLast())).isEqualTo(200);
  }

  @Test
  void keepsRecentAndUsedSnapshots() {
    var workflows = new ArrayList<String>();
    for (int number = 0; number < 4; number++) {
      workflows.add(run(number));
    }
    snapshots.deleteExpiredSnapshots();
    assertThat(workflows).allSatisfy(workflow -> assertThat(patch(workflow)).isEqualTo(200));

    workflows.forEach(this::age);
    jdbc.sql("update workflow set status = 'AWAITING_DECISION' where name = ?")
        .param(workflows.getFirst())
        .update();
    snapshots.deleteExpiredSnapshots();
    assertThat(workflows).allSatisfy(workflow -> assertThat(patch(workflow)).isEqualTo(200));

    jdbc.sql("update workflow set status = 'COMPLETED' where name = ?")
        .param(workflows.getFirst())
        .update();
    snapshots.deleteExpiredSnapshots();
    assertThat(patch(workflows.getFirst())).isEqualTo(410);
  }
}
