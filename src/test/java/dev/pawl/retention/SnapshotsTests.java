package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PawlTest
class SnapshotsTests {

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  @Autowired dev.pawl.workspace.Pruning pruning;
  private Path target;
  private Snapshots snapshots;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    Folders.write(target, "A.java", "class A {}\n");
    snapshots = new Snapshots(jdbc, pruning, Ages.last(2), Clock.systemUTC());
  }

  /** Runs a dry run with a file that differs for each number. */
  private String run(int number) {
    Folders.write(target, "B.java", "class B { int a%d; }".formatted(number));
    return pawl.run(target, "\"type\": \"format-only\", \"dry_run\": true")
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
  void removesWhatIsOldAndNotAmongTheLast() {
    var all = new ArrayList<String>();
    for (int number = 0; number < 4; number++) {
      all.add(run(number));
    }
    assertThat(all).allSatisfy(one -> assertThat(patch(one)).isEqualTo(200));
    all.forEach(this::age);

    snapshots.runOnce();

    assertThat(all.stream().map(this::patch)).isEqualTo(List.of(410, 410, 200, 200));
    assertThat(
            pawl.get("/api/v1/workflows/" + all.getFirst() + "/patch")
                .json()
                .get("detail")
                .asString())
        .contains("pawl.retention.snapshots");
    assertThat(pawl.get("/api/v1/workflows/" + all.getFirst() + "/result").status()).isEqualTo(410);
    assertThat(pawl.get("/api/v1/workflows/" + all.getLast() + "/result").status()).isEqualTo(200);
    var listed = pawl.get("/api/v1/snapshots?limit=4&target=" + target).json().get("items");
    assertThat(listed).hasSize(4);
    assertThat(listed.get(0).get("pruned_at").isNull()).isTrue();
    assertThat(listed.get(3).get("pruned_at").isString()).isTrue();
    assertThat(listed.get(3).get("workflow_id").asString()).isEqualTo(all.getFirst());
    assertThat(pawl.get("/api/v1/workflows/" + all.getFirst() + "/report?format=html").status())
        .isEqualTo(200);
    String next = run(5);
    assertThat(patch(next)).as("the unchanged files are stored again").isEqualTo(200);
    assertThat(patch(all.getLast())).isEqualTo(200);
  }

  @Test
  void keepsWhatIsYoungAndWhatIsInUse() {
    var all = new ArrayList<String>();
    for (int number = 0; number < 4; number++) {
      all.add(run(number));
    }
    snapshots.runOnce();
    assertThat(all).allSatisfy(one -> assertThat(patch(one)).isEqualTo(200));

    all.forEach(this::age);
    jdbc.sql("update workflow set status = 'AWAITING_DECISION' where name = ?")
        .param(all.getFirst())
        .update();
    snapshots.runOnce();
    assertThat(all).allSatisfy(one -> assertThat(patch(one)).isEqualTo(200));

    jdbc.sql("update workflow set status = 'COMPLETED' where name = ?")
        .param(all.getFirst())
        .update();
    snapshots.runOnce();
    assertThat(patch(all.getFirst())).isEqualTo(410);
  }
}
