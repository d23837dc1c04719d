package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Kills and stops the processes, connections and database of three nodes under load, at random moments. Each workflow
 * appends one line to a ledger in its target, which reveals lost and duplicate results. {@code -Dpawl.chaos.rounds=200}
 * runs the long form.
 */
class ChaosTests {

  private static final int ROUNDS = Integer.getInteger("pawl.chaos.rounds", 10);
  private static final Duration STOP_DURATION =
      Duration.ofSeconds(Integer.getInteger("pawl.chaos.stopped", ROUNDS > 10 ? 30 : 18));
  private static final int MAX_OPEN_WORKFLOWS = 6;
  private static final List<String> KINDS = List.of("kill", "stop", "terminate", "restart");

  /** The faults of the short form: each kind occurs, but slow ones less often. */
  private static final List<String> SHORT_FORM =
      List.of(
          "kill",
          "terminate",
          "stop",
          "restart",
          "kill",
          "terminate",
          "kill",
          "restart",
          "kill",
          "stop");

  /** A workflow of a killed node, with the time of the kill by the clock of the database. */
  private record Killed(String workflow, Instant at) {}

  private final Random random = new Random(Long.getLong("pawl.chaos.seed", 42));
  private final Map<String, Path> accepted = new ConcurrentHashMap<>();
  private final List<Killed> killed = new ArrayList<>();
  private final Map<String, Integer> faultCounts = new ConcurrentHashMap<>();

  @Test
  void losesNothingAndAppliesNothingTwice(@TempDir Path temp) throws Exception {
    Path folder = temp.toRealPath();
    var finished = new AtomicBoolean();
    try (var cluster = new Cluster(folder, 3)) {
      writeCommand(folder);
      for (Node node : cluster.nodes()) {
        node.start();
        node.awaitReady();
      }
      Thread load = Thread.ofPlatform().start(() -> submitWorkflows(cluster, finished));
      for (int round = 0; round < ROUNDS; round++) {
        Cluster.pause(Duration.ofMillis(random.nextInt(500, 3000)));
        injectFault(cluster, round);
      }
      finished.set(true);
      load.join();
      for (Node node : cluster.nodes()) {
        node.awaitReady();
      }
      awaitEnds(cluster);
      checkResults(cluster);
      printReport(cluster);
    }
  }

  private static void writeCommand(Path folder) {
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
        echo entered >> ledger.txt
        sleep 1
        ```
        """);
  }

  private static Path newTarget(Path folder, int number) {
    Path target = folder.resolve("targets/t" + number);
    TestFiles.write(target, "ledger.txt", "ledger\n");
    TestFiles.askForJavaFormatter(target);
    for (int i = 0; i < 8; i++) {
      TestFiles.write(
          target, "src/C" + i + ".java", "class C%d{int a( ){return %d;}}\n".formatted(i, i));
    }
    TestFiles.write(target, "notes/keep.txt", "as it is\n");
    return target;
  }

  /** Keeps several workflows running; a submission without a response is repeated with its idempotency key. */
  private void submitWorkflows(Cluster cluster, AtomicBoolean finished) {
    var number = new AtomicInteger();
    try {
      while (!finished.get()) {
        if (countOpenWorkflows(cluster) >= MAX_OPEN_WORKFLOWS) {
          Cluster.pause(Duration.ofMillis(200));
          continue;
        }
        Path target = newTarget(cluster.folder(), number.incrementAndGet());
        String body =
            """
            {"target": {"path": "%s"}, "type": "custom", "commands": ["team/ledger", "format", "verify"]}
            """
                .formatted(target);
        Optional<JsonNode> answer = Optional.empty();
        for (int tries = 0; answer.isEmpty(); tries++) {
          Node node = cluster.nodes().get((number.get() + tries) % cluster.nodes().size());
          answer = node.submit("key-" + number.get(), body);
          if (answer.isEmpty()) {
            Cluster.pause(Duration.ofMillis(200));
          }
        }
        accepted.put(answer.get().get("workflow_id").asString(), target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long countOpenWorkflows(Cluster cluster) {
    try {
      return count(
          cluster.database(),
          "select count(*) from workflow where status in ('QUEUED', 'RUNNING',"
              + " 'AWAITING_DECISION')");
    } catch (DataAccessException restarting) {
      return MAX_OPEN_WORKFLOWS;
    }
  }

  private static long count(JdbcClient database, String query) {
    return database.sql(query).query(Long.class).single();
  }

  private void injectFault(Cluster cluster, int round) throws Exception {
    String name =
        ROUNDS > SHORT_FORM.size()
            ? KINDS.get(random.nextInt(KINDS.size()))
            : SHORT_FORM.get(round % SHORT_FORM.size());
    Node node = busyNode(cluster);
    faultCounts.merge(name, 1, Integer::sum);
    switch (name) {
      case "kill" -> {
        recordKilledWorkflows(cluster, node);
        node.kill();
        node.start();
        node.awaitReady();
      }
      case "stop" -> {
        node.signal("STOP");
        Cluster.pause(STOP_DURATION);
        node.signal("CONT");
      }
      case "terminate" ->
          cluster
              .database()
              .sql(
                  "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <>"
                      + " pg_backend_pid() and backend_type = 'client backend'")
              .query(Long.class)
              .single();
      default -> cluster.restartPostgres();
    }
    System.out.printf("round %d: %s %s%n", round + 1, name, node.name());
  }

  /** Returns a node that runs a workflow, so that a fault has an effect; any node if none does. */
  private Node busyNode(Cluster cluster) throws InterruptedException {
    for (int tries = 0; tries < 30; tries++) {
      try {
        List<String> busy =
            cluster
                .database()
                .sql(
                    "select distinct node from workflow where status = 'RUNNING' and lease_until >"
                        + " now() order by node")
                .query(String.class)
                .list();
        if (!busy.isEmpty()) {
          String name = busy.get(random.nextInt(busy.size()));
          var node = cluster.nodes().stream().filter(n -> n.name().equals(name)).findFirst();
          if (node.isPresent()) {
            return node.get();
          }
          System.out.println("Unknown node: " + name);
        }
      } catch (DataAccessException restarting) {
        // Retried below.
      }
      Cluster.pause(Duration.ofMillis(100));
    }
    return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
  }

  private void recordKilledWorkflows(Cluster cluster, Node node) {
    try {
      cluster
          .database()
          .sql(
              "select name, now() from workflow where node = ? and status = 'RUNNING' and"
                  + " lease_until > now()")
          .param(node.name())
          .query((row, number) ->
              killed.add(new Killed(row.getString(1), row.getTimestamp(2).toInstant())))
          .list();
    } catch (DataAccessException unknown) {
      System.out.println("Recovery time not measured: " + unknown.getMessage());
    }
  }

  private void awaitEnds(Cluster cluster) throws InterruptedException {
    Cluster.await(
        "every workflow ends; still open: "
            + cluster
                .database()
                .sql("select name || ' ' || status from workflow where ended_at is null")
                .query(String.class)
                .list(),
        Duration.ofMinutes(3),
        () -> countOpenWorkflows(cluster) == 0);
  }

  private void checkResults(Cluster cluster) throws IOException {
    JdbcClient database = cluster.database();
    assertThat(count(database, "select count(*) from workflow"))
        .as("stored workflows, compared with accepted ones")
        .isEqualTo(accepted.size());
    assertThat(
            database
                .sql(
                    "select name || ' ' || status || ' ' || ended_reason from workflow where status"
                        + " <> 'COMPLETED'")
                .query(String.class)
                .list())
        .as("workflows that did not complete")
        .isEmpty();
    assertThat(count(database, "select count(*) from lock")).as("held locks").isZero();
    assertThat(
            count(
                database,
                """
                select count(*) from workflow w where event_sequence <> (select count(*) from event e
                  where e.workflow_id = w.id) or event_sequence <> (select max(sequence) from event e
                  where e.workflow_id = w.id)
                """))
        .as("workflows with gaps in their events")
        .isZero();
    assertThat(
            count(
                database,
                "select count(*) from (select from event where type = 'step_completed' group by"
                    + " workflow_id, data ->> 'step' having count(*) > 1) twice"))
        .as("step results recorded twice")
        .isZero();
    for (Map.Entry<String, Path> entry : accepted.entrySet()) {
      Path target = entry.getValue();
      assertThat(TestFiles.read(target, "ledger.txt"))
          .as(entry.getKey())
          .isEqualTo("ledger\nentered\n");
      assertThat(TestFiles.read(target, "notes/keep.txt")).isEqualTo("as it is\n");
      for (int i = 0; i < 8; i++) {
        assertThat(TestFiles.read(target, "src/C" + i + ".java"))
            .as(entry.getKey())
            .startsWith("class C%d {\n".formatted(i));
      }
      // With .quality-config.json, which asks for the formatter.
      try (var files = Files.walk(target)) {
        assertThat(files.filter(Files::isRegularFile).count()).as(entry.getKey()).isEqualTo(11);
      }
    }
  }

  private void printReport(Cluster cluster) {
    var times = new ArrayList<Double>();
    for (Killed workflow : killed) {
      cluster
          .database()
          .sql(
              "select extract(epoch from min(e.at) - ?::timestamptz) from event e join workflow w"
                  + " on w.id = e.workflow_id where w.name = ? and e.type = 'workflow_resumed' and"
                  + " e.at > ?::timestamptz")
          .params(workflow.at().toString(), workflow.workflow(), workflow.at().toString())
          .query(Double.class)
          .optional()
          .ifPresent(times::add);
    }
    times.sort(null);
    System.out.printf(
        "%d workflows, %d rounds %s; attempts lost: %d; time from kill to resumption on another"
            + " node: %d measured%s%n",
        accepted.size(),
        ROUNDS,
        faultCounts,
        count(cluster.database(), "select count(*) from event where type = 'attempt_lost'"),
        times.size(),
        times.isEmpty()
            ? ""
            : ", p50 %.1f s, p99 %.1f s, max %.1f s"
                .formatted(
                    times.get(times.size() / 2),
                    times.get((int) Math.ceil(times.size() * 0.99) - 1),
                    times.getLast()));
  }
}
