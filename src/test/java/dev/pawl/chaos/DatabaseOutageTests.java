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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Stops, starts and freezes the real database of a node under load, and checks what its operator sees. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class DatabaseOutageTests {

  private static final String ADMIN = "0123456789abcdef0123456789abcdef";
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("pawl.outage.seconds", 25));

  @TempDir Path temp;

  /** The longest time until a request is rejected, which must not wait for the database. */
  private static final Duration MAX_TIME = Duration.ofSeconds(2);

  private Node node;
  private String metricsToken;

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(node.uri(path)).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return node.exchange(
        request(path, ADMIN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private String metrics() throws Exception {
    HttpResponse<String> response = node.exchange(request("/actuator/prometheus", metricsToken));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  /** Returns whether the node has detected the outage; until then, requests wait for the database. */
  private boolean isOutageDetected() {
    try {
      return metrics().contains("pawl_database_up 0.0");
    } catch (Exception e) {
      throw new AssertionError("metrics must be available", e);
    }
  }

  private int readiness() {
    try {
      return node.exchange(HttpRequest.newBuilder(node.uri("/actuator/health/readiness")))
          .statusCode();
    } catch (Exception e) {
      throw new AssertionError("a probe must get a response", e);
    }
  }

  private void startNode(Cluster cluster) throws Exception {
    node = cluster.nodes().getFirst();
    TestFiles.write(
        cluster.folder().resolve("home/commands"),
        "team/wait.md",
        """
        ---
        run: script
        writes: waited.txt
        ---
        Takes some time.
        ```sh
        sleep 2
        echo waited >> waited.txt
        ```
        """);
    node.start("--pawl.security.admin-token=" + ADMIN);
    node.awaitReady();
    HttpResponse<String> created =
        post("/api/v1/tokens", "{\"name\": \"prometheus\", \"scopes\": [\"read\"]}");
    metricsToken = JsonMapper.shared().readTree(created.body()).findValue("secret").asString();
    assertThat(metrics()).contains("pawl_database_up 1.0");
  }

  private List<String> submitWorkflows(Cluster cluster, int count) throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      Path target = cluster.folder().resolve("targets/t" + i);
      TestFiles.write(target, "a.txt", "a\n");
      HttpResponse<String> accepted =
          post(
              "/api/v1/workflows",
              "{\"target\": {\"path\": \"%s\"}, \"type\": \"custom\", \"commands\": [\"team/wait\"]}"
                  .formatted(target));
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      ids.add(JsonMapper.shared().readTree(accepted.body()).get("workflow_id").asString());
    }
    return ids;
  }

  private String status(String id) {
    try {
      HttpResponse<String> response = node.exchange(request("/api/v1/workflows/" + id, ADMIN));
      return JsonMapper.shared().readTree(response.body()).path("status").asString("");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asserts that requests of all kinds are rejected, each of them soon. */
  private void assertRejected() throws Exception {
    for (HttpRequest.Builder request :
        List.of(
            request("/api/v1/workflows", ADMIN),
            request("/api/v1/workflows", metricsToken),
            request("/", ADMIN).header("Accept", "text/html"),
            request("/api/v1/workflows", ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\": {\"path\": \"" + temp + "\"}}")),
            request("/api/v1/sessions", ADMIN))) {
      Duration time = assertRejected(request);
      // It was the machine, and not the outage, if the same request is rejected soon now.
      for (int repetitions = 0; time.compareTo(MAX_TIME) > 0 && repetitions < 3; repetitions++) {
        time = assertRejected(request);
      }
      assertThat(time).as(request.build().toString()).isLessThanOrEqualTo(MAX_TIME);
    }
  }

  private Duration assertRejected(HttpRequest.Builder request) throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> response = node.exchange(request);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(response.statusCode()).as("%s: %s", request.build(), response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
    assertThat(response.body()).contains("/problems/service-unavailable");
    return time;
  }

  @Test
  void saysOnceThatTheDatabaseIsLostAndOnceThatItIsBack() throws Exception {
    try (var cluster = new Cluster(temp.toRealPath(), 1)) {
      startNode(cluster);
      List<String> ids = submitWorkflows(cluster, 12);
      int before = node.log().size();

      cluster.stopDatabase();
      long stoppedAt = System.nanoTime();
      assertRejected();
      Cluster.await("not ready", Duration.ofSeconds(10), () -> readiness() == 503);
      System.out.printf("not ready after %d ms%n", (System.nanoTime() - stoppedAt) / 1_000_000);
      assertThat(metrics()).contains("pawl_database_up 0.0");
      assertThat(node.exchange(request("/actuator/health/liveness", metricsToken)).statusCode())
          .isEqualTo(200);
      while (System.nanoTime() - stoppedAt < OUTAGE.toNanos()) {
        assertRejected();
        metrics();
        Cluster.pause(Duration.ofMillis(500));
      }
      cluster.startDatabase();
      long startedAt = System.nanoTime();
      Cluster.await("ready", Duration.ofSeconds(60), () -> readiness() == 200);
      System.out.printf("ready after %d ms%n", (System.nanoTime() - startedAt) / 1_000_000);
      assertThat(metrics()).contains("pawl_database_up 1.0");
      for (String id : ids) {
        Cluster.await(id, Duration.ofSeconds(120), () -> status(id).equals("completed"));
      }

      List<String> log = node.log().subList(before, node.log().size());
      assertSaidOnce(log);
    }
  }

  private static void assertSaidOnce(List<String> log) {
    assertThat(log).filteredOn(line -> line.contains("Database lost")).hasSize(1);
    assertThat(log).filteredOn(line -> line.contains("Database is back")).hasSize(1);
    assertThat(log)
        .as("no other warnings, errors or stack traces")
        .filteredOn(line -> !line.contains(" INFO ") && !line.contains("Database lost"))
        .isEmpty();
  }

  @Test
  void detectsADatabaseThatNoLongerAnswers() throws Exception {
    try (var cluster = new Cluster(temp.toRealPath(), 1)) {
      startNode(cluster);
      List<String> ids = submitWorkflows(cluster, 4);
      int before = node.log().size();

      cluster.signalDatabase("STOP");
      try {
        long start = System.nanoTime();
        HttpResponse<String> waiting = node.exchange(request("/api/v1/workflows", ADMIN));
        assertThat(waiting.statusCode())
            .as("%s\n%s", waiting.body(), String.join("\n", node.log()))
            .isEqualTo(503);
        Cluster.await("not ready", Duration.ofSeconds(10), () -> readiness() == 503);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("an unanswered statement is ended")
            .isLessThan(Duration.ofSeconds(15));
        Cluster.await("outage detected", Duration.ofSeconds(15), this::isOutageDetected);
        assertRejected();
      } finally {
        cluster.signalDatabase("CONT");
      }
      Cluster.await("ready", Duration.ofSeconds(60), () -> readiness() == 200);
      for (String id : ids) {
        Cluster.await(id, Duration.ofSeconds(120), () -> status(id).equals("completed"));
      }
      assertSaidOnce(node.log().subList(before, node.log().size()));
    }
  }
}
