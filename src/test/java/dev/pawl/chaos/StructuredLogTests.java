package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a node that writes its log as ECS JSON, as the operations guide describes. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class StructuredLogTests {

  @TempDir Path temp;

  @Test
  void writesWorkflowsAsFields() throws Exception {
    try (var cluster = new Cluster(temp.toRealPath(), 1)) {
      Node node = cluster.nodes().getFirst();
      node.start("--logging.structured.format.console=ecs");
      node.awaitReady();
      Path target = cluster.folder().resolve("targets/t");
      TestFiles.write(target, "a.txt", "a\n");
      String id =
          node.submit(
                  "key",
                  "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target))
              .orElseThrow()
              .get("workflow_id")
              .asString();
      Cluster.await(
          "the end is logged",
          Duration.ofSeconds(60),
          () ->
              lines(node).stream()
                  .anyMatch(
                      line -> line.path("message").asString("").startsWith("Workflow ended")));

      List<JsonNode> ofWorkflow =
          lines(node).stream()
              .filter(line -> line.path("workflow").asString("").equals(id))
              .toList();
      assertThat(ofWorkflow).hasSize(2);
      JsonNode ended = ofWorkflow.getLast();
      assertThat(ended.get("type").asString()).isEqualTo("verify-only");
      assertThat(ended.get("target").asString()).isEqualTo(target.toString());
      assertThat(ended.get("status").asString()).isEqualTo("completed");
      assertThat(ended.get("reason").asString()).isEqualTo("completed");
      assertThat(ended.get("duration_ms").asLong()).isPositive();
      assertThat(ended.at("/log/level").asString("") + ended.path("log.level").asString(""))
          .isEqualTo("INFO");
    }
  }

  /** Returns the lines of the node as JSON; the JVM itself may print others before. */
  private static List<JsonNode> lines(Node node) {
    try {
      return node.log().stream()
          .filter(line -> line.startsWith("{") && line.endsWith("}"))
          .map(JsonMapper.shared()::readTree)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
