package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Drains the only node: it ends what it has claimed, and claims nothing else until it is resumed. */
@PawlTest
class DrainTests {

  @Autowired PawlClient pawl;
  private Path target;
  private String name;

  @BeforeEach
  void findNode() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    name =
        pawl.get("/api/v1/nodes")
            .json()
            .get("nodes")
            .valueStream()
            .filter(node -> node.get("process").asLong() == ProcessHandle.current().pid())
            .filter(DrainTests::hasDefaultName)
            .findFirst()
            .orElseThrow()
            .get("name")
            .asString();
  }

  /** Other tests add nodes with names of their own. */
  private static boolean hasDefaultName(JsonNode node) {
    return node.get("name").asString().contains("@");
  }

  @AfterEach
  void resume() {
    post("resumption");
  }

  private ApiResponse post(String action) {
    return pawl.post(path(name) + action, "");
  }

  private static String path(String node) {
    return "/api/v1/nodes/%s/".formatted(URLEncoder.encode(node, StandardCharsets.UTF_8));
  }

  private JsonNode node() {
    return pawl.get("/api/v1/nodes")
        .json()
        .get("nodes")
        .valueStream()
        .filter(node -> node.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String status(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow).json().get("status").asString();
  }

  /** Waits for further heartbeats, with each of which the node would look for work. */
  private void awaitHeartbeats() {
    for (int i = 0; i < 3; i++) {
      Instant seen = Instant.parse(node().get("seen_at").asString());
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Instant.parse(node().get("seen_at").asString()).isAfter(seen));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume", "undrain"})
  void endsClaimedWorkflowsAndClaimsNoOthers(String undo) throws IOException {
    String script = "drain/" + target.getFileName();
    Path go = Path.of(target + ".go");
    pawl.writeScriptCommand(script, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(go));
    String running =
        pawl.submit(
            target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]".formatted(script));
    pawl.awaitRunningStep(running, "it");

    ApiResponse drained = post("drain");
    String waiting = pawl.submit(target, "\"type\": \"verify-only\"");
    awaitHeartbeats();

    assertThat(drained.json().get("admission").asString()).isEqualTo("draining");
    assertThat(node().get("admission").asString()).isEqualTo("draining");
    assertThat(node().get("workflows").asInt()).isEqualTo(1);
    assertThat(status(waiting)).isEqualTo("queued");
    // Nodes of other tests count as alive for a while.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> pawl.get("/workflows/" + waiting).body().contains("No node takes workflows"));
    assertThat(pawl.get("/workflows/" + running).body()).doesNotContain("No node takes");
    assertThat(pawl.get("/actuator/health/readiness").status()).isEqualTo(200);
    assertThat(post("drain").status()).as("repeated").isEqualTo(200);

    Files.writeString(go, "");
    assertThat(pawl.awaitEnd(running).get("status").asString()).isEqualTo("completed");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> node().get("workflows").asInt() == 0);
    assertThat(status(waiting)).isEqualTo("queued");

    ApiResponse resumed =
        undo.equals("resume")
            ? post("resumption")
            : pawl.send(
                pawl.request(path(name) + "drain").method("DELETE", BodyPublishers.noBody()));

    assertThat(resumed.json().get("admission").asString()).isEqualTo("active");
    assertThat(pawl.awaitEnd(waiting).get("status").asString()).isEqualTo("completed");
    assertThat(pawl.get("/workflows/" + waiting).body()).doesNotContain("No node takes");
  }

  @Test
  void rejectsUnknownNodes() {
    ApiResponse unknown = pawl.post(path("nowhere") + "drain", "");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().get("detail").asString())
        .isEqualTo("There is no live node nowhere; GET /api/v1/nodes lists the nodes.");
  }
}
