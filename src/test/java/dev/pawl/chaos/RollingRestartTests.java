package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Restarts two nodes in turn under load, as an upgrade does. {@code -Dpawl.chaos.restarts=10} runs the long form.
 */
class RollingRestartTests {

  private static final int RESTARTS = Integer.getInteger("pawl.chaos.restarts", 2);
  private static final int MAX_OPEN_WORKFLOWS = 4;

  /** The time after which no more nodes are restarted. */
  private static final Duration MAX_DURATION =
      Duration.ofMinutes(Integer.getInteger("pawl.chaos.max-minutes", 600));

  private final Map<String, Path> accepted = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void failsNoWorkflowAndReleasesAllClaims(@TempDir Path temp) throws Exception {
    Path folder = temp.toRealPath();
    TestFiles.write(
        folder.resolve("home/commands"),
        "team/ledger.md",
        """
        ---
        run: script
        writes: ledger.txt
        ---
        Adds a line to the ledger.
        ```sh
        sleep 1
        echo entered >> ledger.txt
        ```
        """);
    var finished = new AtomicBoolean();
    try (var cluster = new Cluster(folder, 2)) {
      cluster.start();
      Thread load = Thread.ofPlatform().start(() -> submitWorkflows(cluster, finished));
      Duration longestStop = Duration.ZERO;
      long end = System.nanoTime() + MAX_DURATION.toNanos();
      int restarts = 0;
      while (restarts < RESTARTS && System.nanoTime() < end) {
        Node node = cluster.nodes().get(restarts++ % 2);
        awaitWork(cluster, node);
        Duration stop = node.terminate();
        longestStop = longestStop.compareTo(stop) > 0 ? longestStop : stop;
        assertThat(countClaims(cluster, node))
            .as("workflows that %s has not released", node.name())
            .isZero();
        node.start();
        node.awaitReady();
        System.out.printf(
            "restart %d: %s, stopped in %d ms%n", restarts, node.name(), stop.toMillis());
      }
      finished.set(true);
      load.join();
      Cluster.await(
          "every workflow ends",
          Duration.ofMinutes(3),
          () -> count(cluster, "select count(*) from workflow where ended_at is null") == 0);

      System.out.printf(
          "%d restarts, %d workflows, %d submissions repeated, longest stop %d ms, %d attempts"
              + " interrupted, %d lost%n",
          restarts,
          accepted.size(),
          refused.get(),
          longestStop.toMillis(),
          countEvents(cluster, "attempt_interrupted"),
          countEvents(cluster, "attempt_lost"));
      assertThat(count(cluster, "select count(*) from workflow")).isEqualTo(accepted.size());
      assertThat(count(cluster, "select count(*) from workflow where status <> 'COMPLETED'"))
          .as("workflows that a restart failed")
          .isZero();
      assertThat(countEvents(cluster, "step_failed")).as("failed steps").isZero();
      assertThat(longestStop).isLessThan(Duration.ofSeconds(60));
      for (Path target : accepted.values()) {
        assertThat(TestFiles.read(target, "ledger.txt"))
            .as(target.toString())
            .isEqualTo("ledger\nentered\n");
      }
    }
  }

  private void submitWorkflows(Cluster cluster, AtomicBoolean finished) {
    try {
      for (int number = 1; !finished.get(); number++) {
        while (countOpenWorkflows(cluster) >= MAX_OPEN_WORKFLOWS) {
          Cluster.pause(Duration.ofMillis(200));
        }
        Path target = cluster.folder().resolve("targets/t" + number);
        TestFiles.write(target, "ledger.txt", "ledger\n");
        String body =
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"custom\", \"commands\": [\"team/ledger\"]}"
                .formatted(target);
        Optional<JsonNode> answer = Optional.empty();
        for (int tries = 0; answer.isEmpty(); tries++) {
          if (tries > 0) {
            refused.incrementAndGet();
            Cluster.pause(Duration.ofMillis(100));
          }
          answer = cluster.nodes().get((number + tries) % 2).submit("key-" + number, body);
        }
        accepted.put(answer.get().get("workflow_id").asString(), target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a node runs a step, so that its restart has an effect. */
  private static void awaitWork(Cluster cluster, Node node) throws InterruptedException {
    Cluster.await(
        node.name() + " runs a step",
        Duration.ofMinutes(2),
        () ->
            count(
                    cluster,
                    "select count(*) from step s join phase p on p.id = s.phase_id join workflow w"
                        + " on w.id = p.workflow_id where s.status = 'RUNNING' and w.node = '"
                        + node.name()
                        + "'")
                > 0);
  }

  private static long countOpenWorkflows(Cluster cluster) {
    return count(
        cluster,
        "select count(*) from workflow where status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION')");
  }

  private static long countClaims(Cluster cluster, Node node) {
    return count(
        cluster,
        "select count(*) from workflow where status = 'RUNNING' and lease_until > now() and node ="
            + " '"
            + node.name()
            + "'");
  }

  private static long countEvents(Cluster cluster, String type) {
    return count(cluster, "select count(*) from event where type = '" + type + "'");
  }

  private static long count(Cluster cluster, String query) {
    JdbcClient database = cluster.database();
    return database.sql(query).query(Long.class).single();
  }
}
