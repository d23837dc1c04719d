package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.node.NodeService;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Workflows that require what no live node has: they say so at once, and wait until a node has it. */
@PawlTest
class NodeWaitTests {

  private static final String GPU = "\"type\": \"verify-only\", \"requires\": {\"gpu\": \"yes\"}";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired NodeService nodes;
  @Autowired WorkflowExecutionService executionService;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void removeNode() {
    jdbc.sql("delete from node where name = 'test-gpu'").update();
    // The node reads what the others have with its heartbeats.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !nodes.cluster().toString().contains("test-gpu"));
  }

  private String body(String fields) {
    return "{\"target\": {\"path\": \"%s\"}, %s}".formatted(target, fields);
  }

  private JsonNode workflow(String id) {
    return pawl.get("/api/v1/workflows/" + id).json();
  }

  private boolean waits(String id) {
    return !workflow(id).path("node_wait").isNull();
  }

  private List<String> events(String id) {
    return pawl.get("/api/v1/workflows/" + id + "/events")
        .json()
        .get("items")
        .valueStream()
        .map(event -> event.get("type").asString())
        .toList();
  }

  private void awaitEvent(String id, String type) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> events(id).contains(type));
  }

  private ApiResponse cancel(String id) {
    return pawl.post("/api/v1/workflows/" + id + "/cancellation", "");
  }

  @Test
  void saysAtOnceWhatNoNodeHasAndCanBeCancelled() {
    ApiResponse accepted = pawl.post("/api/v1/workflows", body(GPU));

    assertThat(accepted.status()).isEqualTo(202);
    String id = accepted.json().get("workflow_id").asString();
    JsonNode wait = accepted.json().get("node_wait");
    assertThat(wait.get("reason").asString()).isEqualTo("no live node has label gpu=yes");
    assertThat(wait.get("missing").valueStream().toList())
        .isNotEmpty()
        .allSatisfy(node -> assertThat(node.toString()).contains("label gpu=yes"));
    assertThat(accepted.json().at("/requirements/labels/gpu").asString()).isEqualTo("yes");
    assertThat(events(id)).contains("node_awaited");
    assertThat(pawl.get("/api/v1/workflows/" + id, "Accept", "text/plain").body())
        .contains("Waiting for a node: no live node has label gpu=yes");
    assertThat(pawl.get("/workflows/" + id).body())
        .contains("Waiting for a node", "label gpu=yes", "lacks");
    assertThat(pawl.get("/api/v1/dashboard").body()).contains("no live node has label gpu=yes");

    assertThat(cancel(id).status()).isEqualTo(202);
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("cancelled");
    assertThat(waits(id)).isFalse();
  }

  @Test
  void endsTheWaitWhenAnotherNodeHasWhatIsRequiredAndLeavesTheWorkflowToIt() {
    String id = pawl.submit(target, GPU);
    assertThat(waits(id)).isTrue();

    jdbc.sql(
            """
            insert into node (name, started_at, seen_at, host, process, slots, cpu_cores, cpu, memory, disk, disk_free,
              load, strategy, tools, capabilities, admission)
            values ('test-gpu', now(), now() + interval '1 hour', 'host', 1, 1, 1, 0, 0, 0, 0, 0, 'NORMAL', '{}',
              '{"labels": {"gpu": "yes"}, "tools": {}}', 'ACTIVE')
            """)
        .update();

    awaitEvent(id, "node_wait_ended");
    assertThat(workflow(id).get("status").asString()).isEqualTo("queued");
    assertThat(pawl.get("/api/v1/nodes").json().get("nodes").valueStream())
        .anySatisfy(node -> {
          assertThat(node.get("name").asString()).isEqualTo("test-gpu");
          assertThat(node.at("/labels/gpu").asString()).isEqualTo("yes");
        });
    cancel(id);
    pawl.awaitEnd(id);
  }

  @Test
  void runsOnNodesWithTheLabelsOfTheirOperatingSystem() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ")[0];
    String id =
        pawl.submit(
            target, "\"type\": \"verify-only\", \"requires\": {\"os\": \"%s\"}".formatted(system));

    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed");
    assertThat(waits(id)).isFalse();
  }

  @Test
  void replacesVersionsOfToolsThatNoNodeHasAnyMore() {
    awaitTools();
    String id = pawl.submit(target, GPU);
    UUID row =
        jdbc.sql("select id from workflow where name = ?").param(id).query(UUID.class).single();
    // As if the node had been upgraded: the plan pins a version that was replaced since.
    jdbc.sql(
            """
            update workflow set requirements = jsonb_build_object('labels', '{}'::jsonb, 'tools', (
              select jsonb_object_agg(key, regexp_replace(value, '([\\w.-]+) [^,]+', '\\1 0.0.1', 'g')) from node,
                jsonb_each_text(capabilities -> 'tools') where name like '%@%')) where id = ?
            """)
        .param(row)
        .update();
    assertThat(executionService.findRepinnable(Duration.ofMinutes(5))).doesNotContain(row);
    assertThat(executionService.findRepinnable(Duration.ZERO)).contains(row);

    executionService.repin(row);

    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed");
    assertThat(events(id)).contains("tools_repinned", "node_wait_ended");
    assertThat(workflow(id).get("requirements").toString()).doesNotContain(" 0.0.1");
  }

  @Test
  void keepsWaitingForToolsThatAreMissing() {
    awaitTools();
    String id = pawl.submit(target, GPU);
    UUID row =
        jdbc.sql("select id from workflow where name = ?").param(id).query(UUID.class).single();
    jdbc.sql(
            """
            update workflow set requirements = '{"labels": {}, "tools": {"java": "nonexistent 1"}}' where id = ?
            """)
        .param(row)
        .update();

    assertThat(executionService.findRepinnable(Duration.ZERO)).doesNotContain(row);
    executionService.repin(row);

    assertThat(waits(id)).isTrue();
    cancel(id);
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("cancelled");
  }

  private void awaitTools() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            jdbc.sql(
                        """
                        select count(*) from node
                        where name like '%@%' and tools is not null and capabilities -> 'tools' <> '{}'
                        """)
                    .query(Long.class)
                    .single()
                > 0);
  }

  @Test
  void previewsWhatNoNodeHas() {
    JsonNode plan = pawl.post("/api/v1/plans", body(GPU)).json();

    assertThat(plan.get("obstacle").asString()).isEqualTo("no live node has label gpu=yes");
    assertThat(plan.at("/requirements/labels/gpu").asString()).isEqualTo("yes");
  }

  @Test
  void rejectsInvalidLabels() {
    ApiResponse rejected =
        pawl.post("/api/v1/workflows", body("\"requires\": {\"a b\": \"x\", \"zone\": null}"));

    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.body())
        .contains("/requires", "1 to 63 letters")
        .contains("has the entry 'a b': 'x'", "has the entry 'zone': null");
  }
}
