package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two nodes with two slots each, and two projects, of which one has many waiting workflows: a workflow of the other one starts
 * within the time of two steps, on each node. {@code -Dpawl.chaos.waiting=1000} runs the long form.
 */
class FairShareTests {

  private static final int WAITING = Integer.getInteger("pawl.chaos.waiting", 60);
  private static final String ADMIN = "admin-0123456789abcdef0123456789abcdef";
  private static final Duration STEP = Duration.ofSeconds(3);

  private Path folder;
  private Cluster cluster;

  @BeforeEach
  void start(@TempDir Path temp) throws IOException, InterruptedException {
    folder = temp.toRealPath();
    TestFiles.write(
        folder.resolve("home/commands"),
        "team/pause.md",
        """
        ---
        run: script
        writes: "*.txt"
        ---
        Takes a while.
        ```sh
        sleep %d
        ```
        """
            .formatted(STEP.toSeconds()));
    for (String project : new String[] {"red", "blue"}) {
      TestFiles.write(folder.resolve(project), "a.txt", "a\n");
    }
    cluster = new Cluster(folder, 2);
    startNode(0);
    startNode(1);
  }

  private void startNode(int index) throws IOException, InterruptedException {
    Node node = cluster.nodes().get(index);
    node.start(
        "--db-scheduler.threads=2",
        "--pawl.security.admin-token=" + ADMIN,
        "--pawl.projects.red.roots=" + folder.resolve("red"),
        "--pawl.projects.blue.roots=" + folder.resolve("blue"));
    node.awaitReady();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private static JsonNode post(Node node, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        node.exchange(
            HttpRequest.newBuilder(node.uri(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202);
    return JsonMapper.shared().readTree(answer.body());
  }

  private String tokenOf(String project) throws IOException, InterruptedException {
    return post(
            cluster.nodes().getFirst(),
            "/api/v1/tokens",
            ADMIN,
            "{\"name\": \"%1$s\", \"scopes\": [\"submit\"], \"project\": \"%1$s\"}"
                .formatted(project))
        .get("secret")
        .asString();
  }

  private String submit(Node node, String project, String token)
      throws IOException, InterruptedException {
    String body =
        """
        {"target": {"path": "%s"}, "type": "custom", "dry_run": true, "commands": [%s]}
        """
            .formatted(
                folder.resolve(project),
                "\"team/pause\", \"team/pause\", \"team/pause\", \"team/pause\", \"team/pause\","
                    + " \"team/pause\"");
    return post(node, "/api/v1/workflows", token, body).get("workflow_id").asString();
  }

  private long count(String condition) {
    return cluster
        .database()
        .sql("select count(*) from workflow where " + condition)
        .query(Long.class)
        .single();
  }

  /** Returns the time from the submission of a workflow to the start of its first step. */
  private Duration startTime(String workflow) throws InterruptedException {
    String query =
        """
        select extract(epoch from min(s.started_at) - min(w.created_at)) * 1000
        from workflow w join phase p on p.workflow_id = w.id join step s on s.phase_id = p.id where w.name = ?
          and s.status = 'COMPLETED'
        """;
    Cluster.await(
        "the first step of %s ends".formatted(workflow),
        Duration.ofMinutes(5),
        () ->
            cluster
                .database()
                .sql(query)
                .param(workflow)
                .query(Double.class)
                .optional()
                .isPresent());
    return Duration.ofMillis(
        cluster.database().sql(query).param(workflow).query(Long.class).single());
  }

  /** Returns the median duration of the steps of the other project. */
  private Duration stepDuration() {
    return Duration.ofMillis(
        cluster
            .database()
            .sql(
                """
                select percentile_disc(0.5) within group (order by s.duration_ms) from step s
                  join phase p on p.id = s.phase_id join workflow w on w.id = p.workflow_id
                where w.project = 'red' and s.command = 'team/pause' and s.status = 'COMPLETED'
                """)
            .query(Long.class)
            .single());
  }

  @Test
  void startsTheWorkflowOfAProjectAlthoughAnotherHasManyWaitingOnes() throws Exception {
    String red = tokenOf("red");
    String blue = tokenOf("blue");
    for (int i = 0; i < WAITING + 4; i++) {
      submit(cluster.nodes().get(i % 2), "red", red);
    }
    Cluster.await(
        "all slots are in use",
        Duration.ofMinutes(1),
        () -> count("project = 'red' and status = 'RUNNING'") == 4);

    for (Node node : cluster.nodes()) {
      String single = submit(node, "blue", blue);
      Duration time = startTime(single);
      Duration step = stepDuration();
      System.out.printf(
          "submitted to %s, %d workflows of the other project waiting: started after %d ms, a step takes %d ms%n",
          node.name(),
          count("project = 'red' and status = 'QUEUED'"),
          time.toMillis(),
          step.toMillis());
      assertThat(time).isLessThan(step.multipliedBy(2));
    }
    assertThat(count("project = 'red' and status = 'QUEUED'")).isGreaterThanOrEqualTo(WAITING / 2);
    Cluster.await(
        "workflows of both projects end",
        Duration.ofMinutes(5),
        () ->
            count("project = 'red' and status = 'COMPLETED'") >= 4
                && count("project = 'blue' and status = 'COMPLETED'") == 2);
    assertThat(count("status = 'FAILED'")).isZero();
  }
}
