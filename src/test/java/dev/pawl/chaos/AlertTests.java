package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fires the alerts of ops/prometheus in a real Prometheus that scrapes a real node: the database is stopped, the queue
 * and the disk are filled. Skipped where Prometheus is not installed.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class AlertTests {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private Cluster cluster;
  private Node node;
  private int prometheusPort;
  private @Nullable Process prometheus;

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  @BeforeEach
  void startDatabase() throws Exception {
    assumeTrue(runs("prometheus", "--version"), "Prometheus is not installed");
    cluster = new Cluster(temp.toRealPath(), 1);
    node = cluster.nodes().getFirst();
  }

  @AfterEach
  void stop() throws Exception {
    if (prometheus != null) {
      prometheus.destroyForcibly().onExit().join();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Starts a Prometheus that evaluates every second, with the committed rules but without their waiting times. */
  private void startPrometheus() throws Exception {
    try (var socket = new ServerSocket(0)) {
      prometheusPort = socket.getLocalPort();
    }
    String rules = Files.readString(Path.of("ops/prometheus/alerts.yml"));
    Files.writeString(temp.resolve("alerts.yml"), rules.replaceAll("(?m)^ +for: .*\\n", ""));
    Files.writeString(
        temp.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [alerts.yml]
        scrape_configs:
          - job_name: pawl
            metrics_path: /actuator/prometheus
            static_configs: [{targets: ["%s"]}]
        """
            .formatted(node.uri("/").getAuthority()));
    prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + temp.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + temp.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + prometheusPort)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("prometheus.log").toFile())
            .start();
    Cluster.await("Prometheus scrapes the node", AT_MOST, () -> query("up").contains("\"1\"]"));
  }

  private String query(String expression) {
    return get("/api/v1/query?query=" + expression);
  }

  private String get(String path) {
    try {
      var uri = URI.create("http://127.0.0.1:" + prometheusPort + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException starting) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isFiring(String alert) {
    return get("/api/v1/alerts").contains("\"alertname\":\"" + alert + "\"");
  }

  private void awaitAlert(String alert) throws InterruptedException {
    Cluster.await(alert + " fires", AT_MOST, () -> isFiring(alert));
  }

  private void awaitEnd(String alert) throws InterruptedException {
    Cluster.await(alert + " ends", AT_MOST, () -> !isFiring(alert));
  }

  @Test
  void firesWhenTheDatabaseIsStopped() throws Exception {
    node.start();
    node.awaitReady();
    startPrometheus();
    assertThat(isFiring("PawlDatabaseLost")).isFalse();

    cluster.stopDatabase();
    awaitAlert("PawlDatabaseLost");
    assertThat(isFiring("PawlNodeDown")).as("the metrics answer").isFalse();
    assertThat(isFiring("PawlWorkflowsUnattended")).isFalse();

    cluster.startDatabase();
    awaitEnd("PawlDatabaseLost");
  }

  @Test
  void firesWhenTheQueueIsFull() throws Exception {
    TestFiles.write(
        cluster.folder().resolve("home/commands"),
        "team/slow.md",
        """
        ---
        run: script
        ---
        Takes long.
        ```sh
        sleep 600
        ```
        """);
    node.start("--db-scheduler.threads=1");
    node.awaitReady();
    startPrometheus();
    Path target = cluster.folder().resolve("targets/t");
    TestFiles.write(target, "a.txt", "a\n");
    for (int i = 0; i < 105; i++) {
      String body =
          "{\"target\": {\"path\": \"%s\"}, \"type\": \"custom\", \"commands\": [\"team/slow\"]}"
              .formatted(target);
      assertThat(node.submit("key-" + i, body)).isPresent();
    }
    awaitAlert("PawlQueueLong");
    assertThat(isFiring("PawlLag")).isFalse();

    cluster
        .database()
        .sql(
            "update workflow set created_at = created_at - interval '10 minutes'"
                + " where status = 'QUEUED'")
        .update();
    awaitAlert("PawlLag");
  }

  private Optional<String> status(String workflow, String query) {
    return node.get("/api/v1/workflows/" + workflow + query)
        .map(view -> view.get("status").asString());
  }

  @Test
  void firesWhenTheDiskIsFull() throws Exception {
    assumeTrue(
        runs("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", temp.toString()),
        "A file system cannot be mounted in a namespace");
    Path home = Files.createDirectories(cluster.folder().resolve("home"));
    node.start(
        List.of(
            "unshare",
            "-rm",
            "sh",
            "-c",
            "mount -t tmpfs -o size=400m tmpfs '" + home + "' && exec \"$@\"",
            "sh"));
    node.awaitReady();
    startPrometheus();
    assertThat(isFiring("PawlDiskUnusable")).isFalse();
    // The file system is visible to the node only.
    Path disk = Path.of("/proc/" + node.pid() + "/root" + home);
    Path filler = disk.resolve("filler");
    var block = new byte[1 << 20];
    try (var file = Files.newOutputStream(filler)) {
      while (true) {
        file.write(block);
      }
    } catch (IOException full) {
      assertThat(disk.toFile().getUsableSpace()).isLessThan(block.length);
    }

    awaitAlert("PawlDiskUnusable");
    awaitAlert("PawlDiskFilling");
    assertThat(node.get("/actuator/health/readiness")).as("not ready").isEmpty();
    assertThat(node.get("/actuator/health/liveness")).as("alive").isPresent();
    assertThat(node.log())
        .filteredOn(line -> line.contains("Disk not usable"))
        .singleElement()
        .asString()
        .contains("data folder " + home);
    // A workflow that is submitted now would fail, and waits instead.
    Path target = cluster.folder().resolve("targets/t");
    TestFiles.write(target, "a.txt", "a\n");
    String workflow =
        node.submit("full", "{\"target\": {\"path\": \"%s\"}, \"dry_run\": true}".formatted(target))
            .orElseThrow()
            .get("workflow_id")
            .asString();
    assertThat(status(workflow, "?wait=6s")).contains("queued");

    Files.delete(filler);
    Cluster.await(
        "the workflow is executed",
        AT_MOST,
        () -> status(workflow, "?wait=2s").equals(Optional.of("completed")));
    awaitEnd("PawlDiskUnusable");
    node.awaitReady();
    assertThat(node.log()).filteredOn(line -> line.contains("Disk usable again")).hasSize(1);
  }
}
