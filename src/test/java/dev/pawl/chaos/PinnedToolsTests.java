package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.process.ProcessRunner;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes, of which only the first has black: what its plan pins decides where a workflow runs. {@code
 * -Dpawl.chaos.pinned=100} runs the long form.
 */
class PinnedToolsTests {

  private static final int WORKFLOWS = Integer.getInteger("pawl.chaos.pinned", 12);

  /** The programs that the second node has. */
  private static final List<String> COMMON = List.of("bash", "sh", "git", "env", "cat", "sleep");

  @Test
  void runsEachWorkflowOnANodeThatHasWhatItsPlanPins(@TempDir Path temp) throws Exception {
    assumeThat(ProcessRunner.findOnPath("black")).as("black is installed").isPresent();
    Path folder = temp.toRealPath();
    String path = createPath(folder);
    try (var cluster = new Cluster(folder, 2)) {
      Node withTool = cluster.nodes().get(0);
      Node without = cluster.nodes().get(1);
      withTool.start();
      withTool.awaitReady();
      without.start(List.of("env", "PATH=" + path));
      without.awaitReady();
      Path first = python(folder, 0);
      Cluster.await(
          "both nodes report their tools",
          Duration.ofMinutes(2),
          () -> countKnown(cluster.database()) == 2 && knowsBoth(without, first));

      Map<String, Boolean> submitted = submitAll(cluster);
      Cluster.await(
          "every workflow ends",
          Duration.ofMinutes(10),
          () ->
              cluster
                      .database()
                      .sql("select count(*) from workflow where ended_at is null")
                      .query(Long.class)
                      .single()
                  == 0);

      var patches = new TreeSet<String>();
      var nodesOfOthers = new TreeSet<String>();
      for (var workflow : submitted.entrySet()) {
        Set<String> nodes = nodesOf(cluster.database(), workflow.getKey());
        if (workflow.getValue()) {
          assertThat(nodes).as(workflow.getKey()).containsExactly("node-1");
          patches.add(patchOf(withTool, workflow.getKey()));
        } else {
          nodesOfOthers.addAll(nodes);
          assertThat(
                  withTool
                      .get("/api/v1/workflows/" + workflow.getKey())
                      .orElseThrow()
                      .path("requirements")
                      .isNull())
              .as("any node can run a workflow without Python")
              .isTrue();
        }
      }
      System.out.printf(
          "%d workflows; those without Python ran on %s%n", submitted.size(), nodesOfOthers);
      assertThat(patches).as("different patches").hasSize(1);
      assertThat(patches.first()).contains("+value = {\"a\": 1}");
      assertThat(nodesOfOthers).isNotEmpty();

      withTool.kill();
      String waiting = submit(without, "waiting", python(folder, WORKFLOWS));
      Cluster.await(
          "the workflow waits for a node",
          Duration.ofMinutes(2),
          () ->
              without
                  .get("/api/v1/workflows/" + waiting)
                  .orElseThrow()
                  .path("node_wait")
                  .isObject());
      withTool.start();
      withTool.awaitReady();
      Cluster.await(
          "the workflow ends",
          Duration.ofMinutes(3),
          () ->
              without
                  .get("/api/v1/workflows/" + waiting)
                  .filter(workflow -> workflow.get("status").asString().equals("completed"))
                  .isPresent());
      assertThat(nodesOf(cluster.database(), waiting)).containsExactly("node-1");
    }
  }

  /** Creates a folder with the programs of the second node. */
  private static String createPath(Path folder) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String program : COMMON) {
      Optional<Path> installed = ProcessRunner.findOnPath(program);
      if (installed.isPresent()) {
        Files.createSymbolicLink(bin.resolve(program), installed.get().toRealPath());
      }
    }
    return bin.toString();
  }

  private static long countKnown(JdbcClient database) {
    return database
        .sql("select count(*) from node where tools is not null")
        .query(Long.class)
        .single();
  }

  /** Returns whether a node plans with the tools of the other, which it reads with its heartbeats. */
  private static boolean knowsBoth(Node node, Path target) {
    var request =
        HttpRequest.newBuilder(node.uri("/api/v1/plans"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}"
                        .formatted(target)));
    try {
      return node.exchange(request).body().contains("\"python\":\"black ");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Submits workflows to both nodes, every second one on Python, and returns whether each is, by its id. */
  private static Map<String, Boolean> submitAll(Cluster cluster) throws InterruptedException {
    var submitted = new HashMap<String, Boolean>();
    for (int number = 0; number < WORKFLOWS; number++) {
      boolean isPython = number % 2 == 0;
      Path target = isPython ? python(cluster.folder(), number) : text(cluster.folder(), number);
      Node node = cluster.nodes().get(number / 2 % 2);
      submitted.put(submit(node, "key-" + number, target), isPython);
    }
    return submitted;
  }

  private static Path python(Path folder, int number) {
    Path target = folder.resolve("targets/python-" + number);
    TestFiles.write(target, "a.py", "value = { 'a':1 }\n");
    return target;
  }

  private static Path text(Path folder, int number) {
    Path target = folder.resolve("targets/text-" + number);
    TestFiles.write(target, "a.txt", "%d\n".formatted(number));
    return target;
  }

  private static String submit(Node node, String key, Path target) throws InterruptedException {
    String body =
        """
        {"target": {"path": "%s"}, "type": "format-only", "dry_run": true, "formatters": {"python": ["black"]}}
        """
            .formatted(target);
    for (int tries = 0; tries < 600; tries++) {
      Optional<JsonNode> answer = node.submit(key, body);
      if (answer.isPresent()) {
        return answer.get().get("workflow_id").asString();
      }
      Cluster.pause(Duration.ofMillis(100));
    }
    throw new AssertionError("not accepted: " + body);
  }

  private static Set<String> nodesOf(JdbcClient database, String workflow) {
    return new TreeSet<>(
        database
            .sql(
                """
                select distinct a.node from workflow w join phase p on p.workflow_id = w.id
                  join step s on s.phase_id = p.id join attempt a on a.step_id = s.id
                where w.name = ?
                """)
            .param(workflow)
            .query(String.class)
            .list());
  }

  private static String patchOf(Node node, String workflow)
      throws IOException, InterruptedException {
    var answer =
        node.exchange(
            HttpRequest.newBuilder(node.uri("/api/v1/workflows/" + workflow + "/patch")).GET());
    var lines = new ArrayList<String>();
    answer.body().lines().filter(line -> !line.startsWith("index ")).forEach(lines::add);
    return String.join("\n", lines);
  }
}
