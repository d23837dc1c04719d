package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.objectstore.S3Server;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Two nodes that share only PostgreSQL and an object store, each with a folder of its own. */
class SeparateFoldersTests {

  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  @Test
  void anotherNodeContinuesFromTheLastCheckpointOfAKilledOne(@TempDir Path temp) throws Exception {
    Path folder = temp.toRealPath();
    Path go = folder.resolve("go");
    writeCommand(folder, "first", "one.txt", "echo one > one.txt");
    writeCommand(
        folder,
        "second",
        "two.txt",
        "echo waits for the signal; while [ ! -e %s ]; do sleep 0.1; done; cat one.txt > two.txt"
            .formatted(go));
    Path target = folder.resolve("targets/a");
    TestFiles.write(target, "a.txt", "a\n");
    try (S3Server server = S3Server.start(Files.createDirectory(folder.resolve("objects")));
        var cluster = new Cluster(folder, 2)) {
      cluster.useObjectStore(server);
      for (Node node : cluster.nodes()) {
        // The second step waits for a file that the sandbox would hide.
        node.start("--pawl.process.sandbox-enabled=false");
        node.awaitReady();
      }
      String id = submit(cluster.nodes().get(0), target);
      Cluster.await("the second step runs", MAX_WAIT, () -> nodeOf(cluster, id).isPresent());
      String runsOn = nodeOf(cluster, id).orElseThrow();
      Node lost = find(cluster, name -> name.equals(runsOn));
      Node other = find(cluster, name -> !name.equals(runsOn));

      String steps = "/api/v1/workflows/" + id + "/steps/";
      Cluster.await(
          "the log of the running step is read through the other node",
          MAX_WAIT,
          () ->
              other
                  .getText(steps + "second/log")
                  .filter(log -> log.contains("waits for the signal"))
                  .isPresent());
      assertThat(other.getText(steps + "first/log").orElseThrow()).contains("Status: SUCCESS");

      lost.kill();
      Files.createFile(go);
      long killed = System.nanoTime();
      Cluster.await(
          "the workflow ends",
          MAX_WAIT,
          () ->
              other
                  .get("/api/v1/workflows/" + id)
                  .filter(workflow -> !workflow.path("ended_at").isNull())
                  .isPresent());

      System.out.printf(
          "taken over and completed after %d ms%n",
          Duration.ofNanos(System.nanoTime() - killed).toMillis());
      JsonNode workflow = other.get("/api/v1/workflows/" + id).orElseThrow();
      assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
      assertThat(attempts(cluster, id, "team/first")).containsExactly(lost.name());
      assertThat(attempts(cluster, id, "team/second")).containsExactly(lost.name(), other.name());
      assertThat(TestFiles.read(target, "one.txt")).isEqualTo("one\n");
      assertThat(TestFiles.read(target, "two.txt")).isEqualTo("one\n");
      assertThat(other.get("/api/v1/workflows/" + id + "/report?format=json")).isPresent();
      assertThat(other.getText(steps + "second/log?attempt=1").orElseThrow())
          .contains("waits for the signal")
          .doesNotContain("Status:");
      assertThat(other.getText(steps + "second/log?attempt=2").orElseThrow())
          .contains("Status: SUCCESS");
    }
  }

  private static void writeCommand(Path folder, String name, String writes, String script) {
    TestFiles.write(
        folder.resolve("home/commands"),
        "team/%s.md".formatted(name),
        """
        ---
        run: script
        writes: %s
        ---
        Writes a file.
        ```sh
        %s
        ```
        """
            .formatted(writes, script));
  }

  private static String submit(Node node, Path target) throws InterruptedException {
    String body =
        """
        {"target": {"path": "%s"}, "type": "custom", "steps": [
          {"name": "first", "command": "team/first"}, {"name": "second", "command": "team/second"}]}
        """
            .formatted(target);
    Optional<JsonNode> answer = Optional.empty();
    while (answer.isEmpty()) {
      answer = node.submit("key", body);
    }
    return answer.get().get("workflow_id").asString();
  }

  private static Node find(Cluster cluster, Predicate<String> name) {
    return cluster.nodes().stream()
        .filter(node -> name.test(node.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the node that runs the second step. */
  private static Optional<String> nodeOf(Cluster cluster, String workflow) {
    return attempts(cluster, workflow, "team/second").stream().findFirst();
  }

  /** Returns the nodes of the attempts of a command. */
  private static List<String> attempts(Cluster cluster, String workflow, String command) {
    JdbcClient database = cluster.database();
    return database
        .sql(
            """
            select a.node from workflow w join phase p on p.workflow_id = w.id
              join step s on s.phase_id = p.id join attempt a on a.step_id = s.id
            where w.name = ? and s.command = ? order by a.number
            """)
        .params(workflow, command)
        .query(String.class)
        .list();
  }
}
