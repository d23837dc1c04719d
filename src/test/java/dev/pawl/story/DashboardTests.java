package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the dashboard document, the execution metrics and the pages. */
@PawlTest
class DashboardTests {

  private static final String EXECUTIONS = "/api/v1/executions";

  @Autowired PawlClient pawl;
  private Path target;
  private String workflow;

  @BeforeEach
  void run() {
    target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");
    workflow =
        pawl.submitAndAwaitEnd(target, "\"type\": \"standard\"").get("workflow_id").asString();
  }

  private List<JsonNode> executions(String query) {
    return pawl.get(EXECUTIONS + query).body().lines().map(JsonMapper.shared()::readTree).toList();
  }

  @Test
  void restrictsTheDashboardToASession() {
    String session =
        pawl.post("/api/v1/sessions", "{\"target\": \"%s\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    JsonNode none = pawl.get("/api/v1/dashboard?session_id=" + session).json();
    pawl.submitAndAwaitEnd(
        target, "\"type\": \"verify-only\", \"session_id\": \"%s\"".formatted(session));
    JsonNode one = pawl.get("/api/v1/dashboard?session_id=" + session).json();

    assertThat(none.at("/execution_metrics/executions").asLong()).isZero();
    assertThat(none.get("attention")).isEmpty();
    assertThat(one.at("/execution_metrics/executions").asLong()).isEqualTo(1);
    assertThat(one.at("/execution_metrics/by_command/0/command").asString())
        .isEqualTo("quality/verify");
    assertThat(one.at("/execution_metrics/by_hour")).hasSize(1);
    assertThat(one.get("quality_gates").toString())
        .isNotEqualTo(pawl.get("/api/v1/dashboard").json().get("quality_gates").toString());
    assertThat(one.propertyNames()).isEqualTo(pawl.get("/api/v1/dashboard").json().propertyNames());
    String page = pawl.get("/operate?session_id=" + session, "Accept", "text/html").body();
    assertThat(page).contains("Of the session", "hx-get=\"/operate?session_id=" + session);
    assertThat(page).doesNotContain(workflow);
    assertThat(pawl.get("/workflows?q=session:" + session).body())
        .contains("verify-only")
        .doesNotContain(workflow);
  }

  @Test
  void knowsNoOtherSessions() {
    String unknown = "00000000-0000-0000-0000-000000000001";

    assertThat(pawl.get("/api/v1/dashboard?session_id=" + unknown).status()).isEqualTo(404);
    assertThat(pawl.get("/api/v1/dashboard?session_id=" + unknown).body()).contains(unknown);
    assertThat(pawl.get("/operate?session_id=" + unknown, "Accept", "text/html").status())
        .isEqualTo(404);
    JsonNode invalid = pawl.get("/api/v1/dashboard?session_id=x").json();
    assertThat(invalid.get("status").asInt()).isEqualTo(422);
    assertThat(invalid.at("/errors/0/pointer").asString()).isEqualTo("session_id");
  }

  @Test
  void returnsTheDashboardDocument() {
    JsonNode document = pawl.get("/api/v1/dashboard").json();

    assertThat(document.propertyNames())
        .containsExactlyInAnyOrder(
            "timestamp",
            "attention",
            "active_commands",
            "workflows",
            "execution_metrics",
            "agent_status",
            "quality_gates",
            "dependency_status");
    JsonNode metrics = document.get("execution_metrics");
    assertThat(
            metrics
                .get("by_command")
                .valueStream()
                .map(statistics -> statistics.get("command").asString()))
        .contains("quality/verify", "snapshot/create");
    assertThat(metrics.get("executions").asLong())
        .isEqualTo(
            metrics
                .get("by_hour")
                .valueStream()
                .mapToLong(hour ->
                    hour.get("completed").asLong()
                        + hour.get("failed").asLong()
                        + hour.get("other").asLong())
                .sum());
    assertThat(document.get("agent_status").get("nodes")).isNotEmpty();
    assertThat(
            document
                .get("quality_gates")
                .get("latest")
                .valueStream()
                .filter(gate -> gate.get("workflow").asString().equals(workflow))
                .map(gate -> gate.get("passed").asBoolean()))
        .containsExactly(true);
    assertThat(document.get("dependency_status").get("cycles")).isEmpty();
  }

  @Test
  void listsTheExecutionsOfAWorkflow() {
    var lines = executions("?workflow=" + workflow);

    assertThat(lines)
        .extracting(line -> line.get("step").asString())
        .contains("publish", "final_verify", "verify", "create_snapshot", "safety_check")
        .startsWith("publish");
    assertThat(lines)
        .allSatisfy(line -> {
          assertThat(line.get("workflow").asString()).isEqualTo(workflow);
          assertThat(line.get("status").asString()).isEqualTo("completed");
          assertThat(line.get("agent_count").asInt()).isEqualTo(1);
          assertThat(line.get("memory_usage").asLong()).isPositive();
          assertThat(line.get("execution_time").asLong()).isNotNegative();
        });
  }

  @Test
  void filtersExecutions() {
    String ofWorkflow = "&workflow=" + workflow;

    assertThat(executions("?command=quality/verify" + ofWorkflow)).hasSize(2);
    assertThat(executions("?status=failed" + ofWorkflow)).isEmpty();
    assertThat(executions("?limit=3" + ofWorkflow)).hasSize(3);
    assertThat(executions("?until=2020-01-01T00:00:00Z" + ofWorkflow)).isEmpty();
    assertThat(executions("?since=2020-01-01T00:00:00Z" + ofWorkflow)).hasSizeGreaterThan(5);
  }

  @Test
  void reportsAllErrorsOfAQuery() {
    assertThat(pawl.get(EXECUTIONS + "?limit=0&since=yesterday&session_id=x"))
        .returns(422, PawlClient.ApiResponse::status)
        .satisfies(answer -> assertThat(answer.body()).contains("limit", "since", "session_id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/workflows",
        "/new",
        "/targets",
        "/commands",
        "/commands/quality/dedupe",
        "/rules",
        "/rules?q=unused&tool=pmd&severity=warning",
        "/rules/pmd/UnusedPrivateField",
        "/operate/locks",
        "/operate/schedules",
        "/operate/forges",
        "/operate/tokens",
        "/operate/credentials",
        "/operate/audit",
        "/sessions",
        "/cache",
        "/operate"
      })
  void hasAPageFor(String path) {
    assertThat(pawl.get(path))
        .returns(200, PawlClient.ApiResponse::status)
        .satisfies(page ->
            assertThat(page.body())
                .contains("<main id=\"content\"", "htmx.min.js")
                .doesNotContain("//cdn", "localhost:8080"));
  }

  @Test
  void hasPagesForSessions() {
    String session =
        pawl.post(
                "/api/v1/sessions", "{\"target\": \"%s\", \"name\": \"tidy up\"}".formatted(target))
            .json()
            .get("session_id")
            .asString();
    pawl.submitAndAwaitEnd(
        target, "\"type\": \"verify-only\", \"session_id\": \"%s\"".formatted(session));

    assertThat(pawl.get("/sessions").body()).contains("tidy up", session, target.toString());
    assertThat(pawl.get("/sessions/" + session).body())
        .contains("Session tidy up", "session_opened", "No workflow is running in this session");
    assertThat(pawl.get("/workflows").status()).isEqualTo(200);
  }

  @Test
  void offersRequestableCommandsOnly() {
    assertThat(pawl.get("/new").body())
        .contains("quality/format")
        .doesNotContain("publish/apply", "performance/baseline");
  }

  @Test
  void hasAPageForATarget() {
    assertThat(pawl.get("/targets?name=" + target).body()).contains(workflow, "Findings");
    assertThat(pawl.get("/targets?name=/nowhere").body())
        .contains("No workflow on this target has ended");
  }

  @Test
  void namesUnknownRulesAndCommands() {
    assertThat(pawl.get("/rules/pmd/None"))
        .returns(404, PawlClient.ApiResponse::status)
        .satisfies(page -> assertThat(page.body()).contains("There is no", "pmd/None"));
    assertThat(pawl.get("/commands/quality/none").status()).isEqualTo(404);
    assertThat(pawl.get("/workflows/" + workflow + "/findings/" + "0".repeat(40)).status())
        .isEqualTo(404);
  }

  @Test
  void hasAPageForAStep() {
    assertThat(pawl.get("/workflows/" + workflow + "/steps/verify").body())
        .contains("verify, attempt 1", "quality_gates", "Function: quality/verify", "bad.json:1:");
    assertThat(pawl.get("/workflows/" + workflow + "/steps/nope").status()).isEqualTo(404);
  }

  @Test
  void scriptListensToEveryEventType() {
    String script = pawl.get("/pawl.js").body();

    assertThat(WorkflowEvent.class.getPermittedSubclasses())
        .extracting(kind ->
            kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT))
        .hasSizeGreaterThan(30)
        .allSatisfy(word -> assertThat(script).containsPattern("\\s" + word + "\\s"));
  }

  @Test
  void servesItsScripts() {
    assertThat(pawl.get("/webjars/htmx.org/dist/htmx.min.js").status()).isEqualTo(200);
    assertThat(pawl.get("/vendor/idiomorph-0.7.4/idiomorph-ext.min.js").status()).isEqualTo(200);
    assertThat(pawl.get("/pawl.js").status()).isEqualTo(200);
    assertThat(pawl.get("/icons.svg").body()).contains("<symbol id=\"passed\"");
  }
}
