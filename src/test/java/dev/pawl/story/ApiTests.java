package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the API as used by a CI system, a dashboard and curl. */
@PawlTest
class ApiTests {

  private static final String WORKFLOWS = "/api/v1/workflows";

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
  }

  private String body(String fields) {
    return "{\"target\": {\"path\": \"" + target + "\"}, \"type\": \"verify-only\"" + fields + "}";
  }

  @Test
  void returnsTheLocationOfASubmission() {
    ApiResponse answer = pawl.post(WORKFLOWS, body(""));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location"))
        .isEqualTo(WORKFLOWS + "/" + answer.json().get("workflow_id").asString());
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void waitsForTheEndWhenAsked() {
    ApiResponse answer = pawl.post(WORKFLOWS, body(""), "Prefer", "respond-async, wait=60");

    assertThat(answer.json().get("status").asString()).isEqualTo("completed");
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=60");
  }

  @Test
  void startsAnIdempotentRequestOnce() {
    String key = UUID.randomUUID().toString();
    ApiResponse first = pawl.post(WORKFLOWS, body(""), "Idempotency-Key", key);
    ApiResponse repeated = pawl.post(WORKFLOWS, body(""), "Idempotency-Key", key);
    ApiResponse different =
        pawl.post(WORKFLOWS, body(", \"dry_run\": true"), "Idempotency-Key", key);

    assertThat(repeated.status()).isEqualTo(202);
    assertThat(repeated.json().get("workflow_id")).isEqualTo(first.json().get("workflow_id"));
    assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(different.status()).isEqualTo(422);
    assertThat(different.json().get("detail").asString())
        .contains(first.json().get("workflow_id").asString());
  }

  @Test
  void rejectsAnInvalidIdempotencyKey() {
    assertThat(pawl.post(WORKFLOWS, body(""), "Idempotency-Key", "x".repeat(256)).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule:5f0c:2026-05-01T02:30:00Z", "forge-event:1:2"})
  void rejectsTheIdempotencyKeysOfSchedulesAndTriggers(String key) {
    ApiResponse answer = pawl.post(WORKFLOWS, body(""), "Idempotency-Key", key);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("detail").asString()).contains("schedule:", "forge-event:");
  }

  @Test
  void returns304UntilTheWorkflowChanges() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();
    String etag = pawl.get(url).header("ETag");

    assertThat(etag).isEqualTo("\"" + workflow.get("event_sequence") + "\"");
    ApiResponse unchanged = pawl.get(url, "If-None-Match", etag);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(unchanged.header("ETag")).isEqualTo(etag);
    assertThat(pawl.get(url, "If-None-Match", "\"1\"").status()).isEqualTo(200);
    assertThat(pawl.get(url, "If-None-Match", "nonsense").status()).isEqualTo(200);
  }

  @Test
  void returnsTheMetadataDocument() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");
    JsonNode metadata =
        pawl.get(WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/metadata").json();

    assertThat(metadata.propertyNames())
        .startsWith(
            "workflow_id",
            "workflow_type",
            "target",
            "started_at",
            "updated_at",
            "dry_run",
            "status",
            "steps");
    assertThat(metadata.get("target").asString()).isEqualTo(target.toString());
    assertThat(metadata.get("steps").propertyNames())
        .containsExactly(
            "safety_check",
            "create_snapshot",
            "verify",
            "format",
            "cleanup",
            "final_verify",
            "integrity_check",
            "publish");
    JsonNode step = metadata.get("steps").get("verify");
    assertThat(step.get("status").asString()).isEqualTo("completed");
    assertThat(step.get("duration").isIntegralNumber()).isTrue();
    assertThat(step.get("completed_at").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  }

  /** A script that prints a text report from the metadata document with jq. */
  private static final String REPORT =
      """
      echo "Quality Workflow Report"
      echo "======================"
      echo "Workflow ID: $(jq -r '.workflow_id' "$1")"
      echo "Type: $(jq -r '.workflow_type' "$1")"
      echo "Status: $(jq -r '.status' "$1")"
      echo "Started: $(jq -r '.started_at' "$1")"
      echo "Target: $(jq -r '.target' "$1")"
      echo ""
      if jq -e '.steps' "$1" >/dev/null 2>&1; then
        echo "Steps:"
        jq -r '.steps | to_entries[] | "  \\(.key): \\(.value.status) (\\(.value.duration)s)"' "$1"
      fi
      """;

  @Test
  void returnsTheTextReportThatScriptsPrint() throws Exception {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"dry_run\": true");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();
    Path metadata =
        Files.writeString(pawl.root().resolve("metadata.json"), pawl.get(url + "/metadata").body());
    Path script = Files.writeString(pawl.root().resolve("report.sh"), REPORT);
    Process process = new ProcessBuilder("bash", script.toString(), metadata.toString()).start();
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0 && lines.contains("safety_check"), "needs jq");

    assertThat(pawl.get(url + "/report?format=text").body())
        .startsWith(lines + "\nSummary: Completed successfully\n");
    assertThat(pawl.get(url + "/report").header("Content-Type")).startsWith("text/plain");
    assertThat(
            pawl.get(url + "/report", "Accept", "application/json")
                .json()
                .get("workflow")
                .get("workflow_id"))
        .isEqualTo(workflow.get("workflow_id"));
  }

  @Test
  void explainsAFailureInTheTextReport() {
    TestFiles.write(target, "bad.json", "{");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");

    assertThat(
            pawl.get(WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/report").body())
        .contains(
            "  verify: failed (",
            "Failures:\n  verify: gates failed: errors <= 0 on all code: 1, failed");
  }

  @Test
  void refusesAnUnknownReportFormat() {
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    assertThat(pawl.get(WORKFLOWS + "/" + id + "/report?format=pdf").status()).isEqualTo(422);
    assertThat(pawl.get(WORKFLOWS + "/" + id + "/report", "Accept", "image/png").status())
        .isEqualTo(406);
    assertThat(pawl.get(WORKFLOWS + "/nope/report").status()).isEqualTo(404);
  }

  @Test
  void showsAStepWithItsAttemptsAndItsLog() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/steps/format";

    JsonNode step = pawl.get(url).json();
    assertThat(step.get("attempts")).hasSize(1);
    assertThat(step.get("attempts").get(0).get("outcome").get("changed").get(0).asString())
        .isEqualTo("A.java");
    ApiResponse log = pawl.get(url + "/log");
    assertThat(log.header("Content-Type")).startsWith("text/plain");
    assertThat(log.body())
        .startsWith("Step: format\nFunction: quality/format\nArgs: " + target + "\nStarted: ")
        .contains(
            "---\nA.java: google-java-format\n",
            "Result: 1 of 2 files changed\nStatus: SUCCESS\nDuration: ");
  }

  @Test
  void followsALogByRanges() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/steps/verify/log";
    String whole = pawl.get(url).body();

    ApiResponse rest = pawl.get(url, "Range", "bytes=10-");
    assertThat(rest.status()).isEqualTo(206);
    assertThat(rest.body()).isEqualTo(whole.substring(10));
    ApiResponse nothing = pawl.get(url, "Range", "bytes=" + whole.length() + "-");
    assertThat(nothing.status()).isEqualTo(416);
    assertThat(nothing.body()).isEmpty();
    assertThat(nothing.header("Content-Range")).isEqualTo("bytes */" + whole.length());
    assertThat(pawl.get(url + "?attempt=7").status()).isEqualTo(404);
  }

  @Test
  void listsNewestFirstInPages() {
    String label = UUID.randomUUID().toString();
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.add(
          0,
          pawl.submit(
              target, "\"type\": \"verify-only\", \"labels\": {\"run\": \"" + label + "\"}"));
    }
    ids.forEach(pawl::awaitEnd);

    var listed = new ArrayList<String>();
    ApiResponse page = pawl.get(WORKFLOWS + "?limit=2&label.run=" + label);
    while (true) {
      page.json().get("items").forEach(item -> listed.add(item.get("workflow_id").asString()));
      if (page.header("Link").isEmpty()) {
        break;
      }
      page = pawl.get(page.header("Link").replaceAll("<(.*)>; rel=\"next\"", "$1"));
    }

    assertThat(listed).isEqualTo(ids);
    assertThat(
            pawl.get(WORKFLOWS + "?limit=1&include=total&label.run=" + label)
                .json()
                .get("total")
                .asInt())
        .isEqualTo(5);
    assertThat(
            pawl.get(WORKFLOWS + "?status=failed&status=cancelled&label.run=" + label)
                .json()
                .get("items"))
        .isEmpty();
    assertThat(
            pawl.get(
                    WORKFLOWS
                        + "?status=completed&ended_reason=completed&type=verify-only&label.run="
                        + label)
                .json()
                .get("items"))
        .hasSize(5);
    assertThat(
            pawl.get(WORKFLOWS + "?target=" + target.getFileName() + "&label.run=" + label)
                .json()
                .get("items"))
        .hasSize(5);
    assertThat(pawl.get(WORKFLOWS + "?created_before=2020-01-01T00:00:00Z").json().get("items"))
        .isEmpty();
    assertThat(
            pawl.get(WORKFLOWS + "?created_after=2020-01-01T00:00:00Z&label.run=" + label)
                .json()
                .get("items"))
        .hasSize(5);
  }

  @Test
  void reportsAllErrorsOfAListRequest() {
    ApiResponse answer =
        pawl.get(
            WORKFLOWS + "?status=odd&limit=0&cursor=x&created_after=yesterday&ended_reason=luck");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(
            answer.json().get("errors").valueStream().map(fault -> fault.get("pointer").asString()))
        .containsExactlyInAnyOrder("status", "limit", "cursor", "created_after", "ended_reason");
  }

  @Test
  void returnsTheProgress() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    JsonNode progress =
        pawl.get(WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/progress").json();

    assertThat(progress.get("total").asInt()).isEqualTo(1);
    assertThat(progress.get("completed").asInt()).isEqualTo(1);
    assertThat(progress.get("running").asInt()).isZero();
    assertThat(progress.get("percentage").asInt()).isEqualTo(100);
  }

  @Test
  void streamsEventsAndResumesAfterAnEventId() {
    String id = pawl.submit(target, "");
    String stream =
        pawl.get(WORKFLOWS + "/" + id + "/events", "Accept", "text/event-stream").body();

    var ids =
        stream
            .lines()
            .filter(line -> line.startsWith("id:"))
            .map(line -> Long.valueOf(line.substring(3).strip()))
            .toList();
    assertThat(stream).startsWith("retry:2000").endsWith("event:end\ndata:{}\n\n");
    assertThat(ids).isSorted().doesNotHaveDuplicates().startsWith(1L);
    assertThat(stream)
        .contains("event:workflow_submitted", "event:step_completed", "event:workflow_ended");

    String rest =
        pawl.get(
                WORKFLOWS + "/" + id + "/events",
                "Accept",
                "text/event-stream",
                "Last-Event-ID",
                "5")
            .body();
    assertThat(rest).contains("id:6\n").doesNotContain("id:5\n");
    assertThat(
            pawl.get(
                    WORKFLOWS + "/" + id + "/events",
                    "Accept",
                    "text/event-stream",
                    "Last-Event-ID",
                    ids.getLast().toString())
                .status())
        .isEqualTo(204);
  }

  @Test
  void returnsAllowedActionsInConflicts() {
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    ApiResponse answer = pawl.post(WORKFLOWS + "/" + id + "/rollback", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("current_status").asString()).isEqualTo("completed");
    assertThat(answer.json().get("allowed_actions").toString()).isEqualTo("[\"rerun\"]");
    assertThat(pawl.post(WORKFLOWS + "/nope/cancellation", "").status()).isEqualTo(404);
  }

  @Test
  void cancelsARunningWorkflow() {
    for (int i = 0; i < 300; i++) {
      TestFiles.write(
          target,
          "B" + i + ".java",
          "class B" + i + "{" + "int a;void b( ){a=1;}".replace("a", "a" + i).repeat(1) + "}\n");
    }
    var manifest = TestFiles.manifest(target);
    String id = pawl.submit(target, "");

    ApiResponse answer = pawl.post(WORKFLOWS + "/" + id + "/cancellation", "");
    JsonNode workflow = pawl.awaitEnd(id);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(workflow.get("status").asString()).isEqualTo("cancelled");
    assertThat(workflow.get("ended_reason").asString()).isEqualTo("cancelled_by_user");
    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);
    assertThat(pawl.post(WORKFLOWS + "/" + id + "/cancellation", "").status())
        .as("a repeat is harmless")
        .isEqualTo(202);
  }

  @Test
  void exportsValidOpenMetrics() {
    pawl.awaitEnd(pawl.submit(target, ""));

    ApiResponse answer =
        pawl.get("/actuator/prometheus", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(answer.header("Content-Type")).startsWith("application/openmetrics-text");
    // OpenMetrics 1.0, "Exemplars": on counters and buckets only.
    assertThat(answer.body().lines().filter(line -> line.contains(" # {")))
        .isNotEmpty()
        .allMatch(line -> line.matches("\\w+_(total|bucket)[{ ].*"));
    assertThat(answer.body().lines())
        .as("registered with 0, so that the first event is an increase")
        .anyMatch(line -> line.startsWith("pawl_attempts_lost_total "))
        .anyMatch(line -> line.startsWith("pawl_steps_retried_total{"));
  }

  @Test
  void returnsTypesHealthAndDocumentation() {
    JsonNode types = pawl.get("/api/v1/workflow-types").json().get("items");
    assertThat(
            types
                .valueStream()
                .filter(type -> type.get("missing").isEmpty())
                .map(type -> type.get("type").asString()))
        .containsExactly(
            "adaptive",
            "cleanup-only",
            "comprehensive",
            "custom",
            "format-only",
            "standard",
            "verify-only");
    assertThat(pawl.get("/actuator/health/liveness").json().get("status").asString())
        .isEqualTo("UP");
    assertThat(pawl.get("/actuator/health/readiness").json().get("status").asString())
        .isEqualTo("UP");
    assertThat(pawl.get("/actuator/prometheus").body()).contains("pawl_attempts_lost_total");
    assertThat(pawl.get("/swagger-ui.html").status()).isIn(200, 302);
  }

  @Test
  void rejectsMalformedRequests() throws IOException {
    assertProblem(pawl.post(WORKFLOWS, "{oops"), 400, "Malformed JSON");
    assertProblem(pawl.post(WORKFLOWS, ""), 400, "Request body missing");
    assertProblem(
        pawl.post(WORKFLOWS, "{\"x\": \"" + "y".repeat(10 << 20) + "\"}"),
        413,
        "Content Too Large");
    assertProblem(
        pawl.send(
            pawl.request(WORKFLOWS)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(() ->
                        new ByteArrayInputStream(
                            ("{\"x\": \"" + "y".repeat(3 << 20))
                                .getBytes(StandardCharsets.UTF_8))))),
        413,
        "Content Too Large");
    assertProblem(pawl.send(pawl.request(WORKFLOWS).DELETE()), 405, "Method Not Allowed");
    assertProblem(
        pawl.send(
            pawl.request(WORKFLOWS)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"))),
        415,
        "Unsupported Media Type");
    assertProblem(pawl.get(WORKFLOWS + "/nope"), 404, "Not found");
    assertProblem(pawl.get(WORKFLOWS + "/nope/steps/x"), 404, "Not found");
    assertProblem(pawl.get("/api/v1/nothing/here"), 404, "Not Found");
    assertProblem(pawl.get(WORKFLOWS + "?limit=many"), 400, "Bad Request");
    assertProblem(pawl.get(WORKFLOWS + "/%00"), 400, "Bad Request");
    assertProblem(pawl.get(WORKFLOWS + "/x/steps/..%2f..%2fx/log"), 400, "Bad Request");
  }

  private static void assertProblem(ApiResponse answer, int status, String title) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("title").asString()).isEqualTo(title);
    assertThat(answer.json().get("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("type").asString("")).startsWith("/problems/");
    assertThat(answer.body()).doesNotContain("Exception", "dev.pawl", "org.springframework");
  }

  @Test
  void reportsAllErrorsOfInvalidTargets() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    Files.createSymbolicLink(pawl.root().resolve("way-out"), outside);
    List<String> bodies =
        List.of(
            "{\"target\": {\"path\": \"../..\"}, \"type\": \"nonsense\"}",
            "{\"target\": {\"path\": \"way-out\"}, \"type\": \"nonsense\"}",
            "{\"target\": {\"path\": \"/etc\"}, \"type\": \"nonsense\"}",
            "{\"target\": {\"path\": \"missing\"}, \"type\": \"nonsense\"}",
            "{\"target\": {\"git\": {\"url\": \"https://127.0.0.1:1/x.git\"}}, \"type\":"
                + " \"nonsense\"}",
            "{\"target\": {\"git\": {\"url\": \"file:///etc\"}}, \"type\": \"nonsense\"}",
            "{\"target\": {\"git\": {\"url\": \"ssh://127.0.0.1/x.git\"}}, \"type\": \"nonsense\"}",
            "{\"type\": \"nonsense\"}");
    for (String body : bodies) {
      ApiResponse answer = pawl.post(WORKFLOWS, body);

      assertThat(answer.status()).as(body).isEqualTo(422);
      assertThat(
              answer
                  .json()
                  .get("errors")
                  .valueStream()
                  .map(fault -> fault.get("pointer").asString()))
          .as(answer.body())
          .hasSize(2)
          .contains("/type")
          .anyMatch(pointer -> pointer.startsWith("/target"));
    }
  }

  @Test
  void rejectsCrossOriginRequests() {
    assertThat(pawl.post(WORKFLOWS, body(""), "Origin", "https://evil.example").status())
        .isEqualTo(403);
    ApiResponse page = pawl.get("/actuator/health");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
  }
}
