package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.NodeCommand;
import dev.pawl.PawlClient;
import dev.pawl.workspace.TestFiles;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kills and restarts a real node process with an embedded PostgreSQL. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class CrashTests {

  private static final int FILES = 80;

  @TempDir Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private Path target;
  private int port;
  private @Nullable Process node;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(temp.resolve("target")).toRealPath();
    TestFiles.askForJavaFormatter(target);
    for (int i = 0; i < FILES; i++) {
      TestFiles.write(target, "src/C" + i + ".java", source(i));
    }
  }

  private static String source(int number) {
    var text = new StringBuilder("import java.util.List;\nclass C" + number + "{");
    for (int method = 0; method < 30; method++) {
      text.append("int m")
          .append(method)
          .append("(int a,int b){if(a>b){return a*b;}else{return a+")
          .append(method)
          .append(";}}\n");
    }
    return text.append("}\n").toString();
  }

  @AfterEach
  void end() throws Exception {
    if (node != null) {
      node.destroy();
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void start() throws Exception {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var command = new ArrayList<>(NodeCommand.of("-Xmx1g"));
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--pawl.node.load-shedding-enabled=false",
            "--pawl.process.allow-unsandboxed-programs=true",
            "--pawl.workspace.roots=" + temp,
            "--pawl.workspace.folder=" + temp.resolve("home")));
    File log = temp.resolve("node.log").toFile();
    node =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    await("the node is ready", path -> get("/actuator/health/readiness").isPresent());
  }

  private void await(String description, Predicate<String> condition) throws InterruptedException {
    for (int polls = 0; polls < 900; polls++) {
      if (condition.test(description)) {
        return;
      }
      assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("timed out: " + description + "\n" + TestFiles.read(temp, "node.log"));
  }

  private Optional<JsonNode> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private Optional<JsonNode> send(HttpRequest.Builder request) {
    try {
      var response =
          client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
      return response.statusCode() < 300
          ? Optional.of(JsonMapper.shared().readTree(response.body()))
          : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String submit() {
    var body = BodyPublishers.ofString("{\"target\": {\"path\": \"" + target + "\"}}");
    return send(HttpRequest.newBuilder(uri("/api/v1/workflows"))
            .header("Content-Type", "application/json")
            .POST(body))
        .orElseThrow()
        .get("workflow_id")
        .asString();
  }

  private JsonNode workflow(String id) {
    return get("/api/v1/workflows/" + id).orElseThrow();
  }

  private static String status(JsonNode workflow, String step) {
    return PawlClient.step(workflow, step).get("status").asString();
  }

  @Test
  void resumesAWorkflowAfterAKillDuringAStep() throws Exception {
    start();
    var before = TestFiles.manifest(target);
    String id = submit();
    await("format runs", what -> !status(workflow(id), "format").equals("pending"));

    node.destroyForcibly();
    assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(TestFiles.manifest(target)).as("the target right after the kill").isEqualTo(before);

    start();
    awaitCompleted(id);

    assertThat(TestFiles.read(target, "src/C0.java"))
        .startsWith("class C0 {\n  int m0(int a, int b) {\n");
    assertThat(TestFiles.manifest(target)).hasSize(before.size());
    assertConsistentEvents(id);
    int attempts = PawlClient.step(workflow(id), "format").get("attempts").asInt();
    assertThat(attempts).isBetween(1, 2);
  }

  private void awaitCompleted(String id) throws InterruptedException {
    await(
        "it completes",
        what -> get("/api/v1/workflows/" + id).filter(CrashTests::isCompleted).isPresent());
  }

  private static boolean isCompleted(JsonNode workflow) {
    return workflow.get("status").asString().equals("completed");
  }

  /** Asserts that the events have no gaps and no step completed twice. */
  private void assertConsistentEvents(String id) {
    var completed = new HashSet<String>();
    long expected = 1;
    for (JsonNode event :
        get("/api/v1/workflows/" + id + "/events?limit=200").orElseThrow().get("items")) {
      assertThat(event.get("sequence").asLong()).isEqualTo(expected++);
      if (event.get("type").asString().equals("step_completed")) {
        assertThat(completed.add(event.get("data").get("step").asString()))
            .as("applied once: %s", event)
            .isTrue();
      }
    }
    assertThat(completed).contains("format", "publish");
  }

  @Test
  void rejectsASecondNodeOnTheSameFolder() throws Exception {
    start();
    int first = port;
    Process running = node;

    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var command = new ArrayList<>(NodeCommand.of());
    command.add("--server.port=" + port);
    command.add("--pawl.workspace.folder=" + temp.resolve("home"));
    var second = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isNotZero();
    assertThat(output)
        .contains(
            "Another Pawl (process " + running.pid() + ") is running in",
            "PAWL_WORKSPACE_FOLDER",
            "SPRING_DATASOURCE_URL");
    port = first;
    assertThat(get("/actuator/health")).isPresent();
  }

  @Test
  void resumesWorkflowsAfterACleanRestart() throws Exception {
    start();
    String id = submit();
    await("it has started", what -> !workflow(id).get("status").asString().equals("queued"));

    node.destroy();
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(temp.resolve("home/postgres/postmaster.pid")).doesNotExist();

    start();
    awaitCompleted(id);
    assertConsistentEvents(id);
  }
}
