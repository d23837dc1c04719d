package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The order of waiting workflows, which here require what no node has. */
@PawlTest
class WakeUpsTests {

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired WakeUps wakeUps;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void cancelAll() {
    queue().forEach(id -> pawl.post("/api/v1/workflows/" + id + "/cancellation", ""));
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> queue().isEmpty());
  }

  private String submit(int priority) {
    return pawl.submit(
        target,
        "\"type\": \"verify-only\", \"requires\": {\"queue\": \"yes\"}, \"priority\": " + priority);
  }

  private List<String> queue() {
    return jdbc.sql(
            """
            select w.name from scheduled_tasks t join workflow w on w.id::text = t.task_instance
            where w.requirements -> 'labels' -> 'queue' is not null and w.status = 'QUEUED' order by t.queue_time
            """)
        .query(String.class)
        .list();
  }

  @Test
  void higherPrioritiesComeFirstButEachLevelCountsOnlyAsOneHourOfWaiting() {
    String normal = submit(5);
    String low = submit(0);
    String high = submit(9);
    String laterHigh = submit(9);
    assertThat(queue()).containsExactly(high, laterHigh, normal, low);

    age(low, "8 hours 50 minutes");
    assertThat(queue()).containsExactly(high, laterHigh, low, normal);

    age(low, "20 minutes");
    assertThat(queue()).containsExactly(low, high, laterHigh, normal);
  }

  /** Lets a workflow have been submitted earlier, and schedules it again. */
  private void age(String name, String time) {
    UUID id =
        jdbc.sql(
                "update workflow set created_at = created_at - ?::interval where name = ? returning"
                    + " id")
            .params(time, name)
            .query(UUID.class)
            .single();
    jdbc.sql("delete from scheduled_tasks where task_instance = ?").param(id.toString()).update();
    wakeUps.schedule(id, Instant.now());
  }

  @Test
  void aWakeUpRequiresWhatItsWorkflowRequiresUntilThatIsOnlyEnded() {
    String id = submit(5);
    assertThat(requirements(id)).contains("\"queue\": \"yes\"");

    jdbc.sql(
            "update workflow set requirements = '{\"labels\": {\"queue\": \"no\"}}' where name = ?")
        .param(id)
        .update();
    wakeUps.updateRequirements();
    assertThat(requirements(id)).contains("\"queue\": \"no\"");

    pawl.post("/api/v1/workflows/" + id + "/cancellation", "");
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("cancelled");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            jdbc.sql(
                        "select count(*) from scheduled_tasks t join workflow w on w.id::text ="
                            + " t.task_instance where w.name = ?")
                    .param(id)
                    .query(Long.class)
                    .single()
                == 0);
  }

  private String requirements(String name) {
    return jdbc.sql(
            """
            select t.requirements::text from scheduled_tasks t join workflow w on w.id::text = t.task_instance
            where w.name = ?
            """)
        .param(name)
        .query(String.class)
        .single();
  }
}
