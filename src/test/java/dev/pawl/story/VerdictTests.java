package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the short answers for people and scripts: verdicts, waits, links and plain text. */
@PawlTest
class VerdictTests {

  private static final String WORKFLOWS = "/api/v1/workflows/";
  private static final String VERIFY_ONLY = "\"type\": \"verify-only\"";

  @Autowired PawlClient pawl;

  private Path newTarget(String file, String text) {
    Path target = pawl.newTarget();
    TestFiles.write(target, file, text);
    return target;
  }

  /** Submits a workflow that waits for a decision because its gate does not hold. */
  private String submitUndecided() {
    String id = pawl.submit(newTarget("bad.json", "{"), VERIFY_ONLY + ", \"interactive\": true");
    JsonNode workflow = pawl.get(WORKFLOWS + id, "Prefer", "wait=60").json();
    assertThat(workflow.get("status").asString()).isEqualTo("awaiting_decision");
    return id;
  }

  @Test
  void isSuccessfulIfTheWorkflowHasPassed() {
    String id = pawl.submit(newTarget("A.java", "class A {}\n"), VERIFY_ONLY);

    ApiResponse verdict = pawl.get(WORKFLOWS + id + "/verdict", "Prefer", "wait=60");

    assertThat(verdict.status()).isEqualTo(200);
    assertThat(verdict.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    assertThat(verdict.header("Preference-Applied")).isEqualTo("wait=60");
    assertThat(verdict.body()).isEqualTo("passed: all gates hold (1)\n");
    ApiResponse json = pawl.get(WORKFLOWS + id + "/verdict", "Accept", "application/json");
    assertThat(json.status()).isEqualTo(200);
    assertThat(json.json().get("verdict").asString()).isEqualTo("passed");
    assertThat(json.json().at("/gates/0/passed").asBoolean()).isTrue();
    assertThat(json.json().at("/links/self").asString()).isEqualTo(WORKFLOWS + id);
  }

  @Test
  void statesTheGateThatDoesNotHold() {
    String id = pawl.submit(newTarget("bad.json", "{"), VERIFY_ONLY);

    ApiResponse verdict = pawl.get(WORKFLOWS + id + "/verdict", "Prefer", "wait=60");

    assertThat(verdict.status()).isEqualTo(422);
    assertThat(verdict.body())
        .isEqualTo("failed: gate_failed: verify: errors <= 0 on all code: 1, failed\n");
    ApiResponse json = pawl.get(WORKFLOWS + id + "/verdict", "Accept", "application/json");
    assertThat(json.status()).isEqualTo(422);
    assertThat(json.header("Content-Type")).startsWith("application/problem+json");
    assertThat(json.json().get("type").asString()).isEqualTo("/problems/not-passed");
    assertThat(json.json().get("verdict").asString()).isEqualTo("failed");
    assertThat(json.json().get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(json.json().at("/gates/0/passed").asBoolean()).isFalse();
  }

  @Test
  void isAConflictUntilTheWorkflowEnds() throws Exception {
    String id = submitUndecided();

    ApiResponse verdict = pawl.get(WORKFLOWS + id + "/verdict");

    assertThat(verdict.status()).isEqualTo(409);
    assertThat(verdict.header("Retry-After")).isEqualTo("5");
    assertThat(verdict.body()).isEqualTo("pending: waits for a decision about verify\n");
    assertThat(
            pawl.get(WORKFLOWS + id + "/verdict", "Accept", "application/json")
                .json()
                .get("type")
                .asString())
        .isEqualTo("/problems/not-ended");
    pawl.post(WORKFLOWS + id + "/cancellation", "");
    pawl.awaitEnd(id);
    assertThat(pawl.get(WORKFLOWS + id + "/verdict").body())
        .isEqualTo("cancelled: cancelled_by_user\n");
  }

  @Test
  void waitsForTheEndWithoutAThreadOfTheOperatingSystem() throws Exception {
    String id = submitUndecided();
    pawl.post(WORKFLOWS + id + "/pause", "");
    List<CompletableFuture<ApiResponse>> waiting =
        IntStream.range(0, 300)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> pawl.get(WORKFLOWS + id + "?wait=60s"),
                    command -> Thread.ofVirtual().start(command)))
            .toList();

    assertThat(pawl.get(WORKFLOWS + id + "/progress").status()).isEqualTo(200);
    pawl.post(WORKFLOWS + id + "/cancellation", "");

    CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
    pawl.awaitEnd(id);
  }

  @Test
  void everyViewHasLinksThatExist() {
    Path target = newTarget("A.java", "class A {}\n");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY_ONLY);
    String id = workflow.get("workflow_id").asString();

    JsonNode links = workflow.get("links");

    assertThat(links.propertyNames())
        .containsExactlyInAnyOrder(
            "self", "html", "verdict", "report", "patch", "findings", "sarif", "events");
    links
        .valueStream()
        .forEach(
            link -> assertThat(pawl.get(link.asString()).status()).as("%s", link).isEqualTo(200));
    assertThat(pawl.get("/api/v1/workflows?target=" + target).json().at("/items/0/links"))
        .isEqualTo(links);
    assertThat(pawl.get(WORKFLOWS + id + "/metadata").json().get("links")).isEqualTo(links);
  }

  @Test
  void everyResourceIsServedAsText() {
    JsonNode workflow = pawl.submitAndAwaitEnd(newTarget("bad.json", "{"), VERIFY_ONLY);
    String url = WORKFLOWS + workflow.get("workflow_id").asString();

    for (String path :
        List.of(
            "",
            "/metadata",
            "/progress",
            "/verdict",
            "/steps/verify",
            "/steps/verify/log",
            "/findings",
            "/events",
            "/report",
            "/callbacks",
            "/performance")) {
      ApiResponse text = pawl.get(url + path, "Accept", "text/plain");
      assertThat(text.header("Content-Type")).as(path).startsWith("text/plain");
    }

    assertThat(pawl.get(url + "/progress", "Accept", "text/plain").body())
        .matches("(?s)failed 1/1 100% \\d+s\n.*failed +\\d+\\.\\ds  verify\n.*");
    assertThat(pawl.get(url + "/findings", "Accept", "text/plain").body())
        .startsWith("bad.json:1:")
        .contains(": error: ");
    assertThat(pawl.get(url + "/steps/verify", "Accept", "text/plain").body())
        .startsWith("verify: quality/verify, failed\nattempt 1: failed on ")
        .contains("  errors <= 0 on all code: 1, failed\n");
    assertThat(pawl.get(url + "/events", "Accept", "text/plain").body())
        .matches("(?s)1 \\S+ workflow_submitted \\{.*\n\\d+ \\S+ workflow_ended \\{.*");
    assertThat(pawl.get(url + "/events").header("Content-Type")).startsWith("application/json");
    assertThat(pawl.get(url + "/nothing", "Accept", "text/plain").status()).isEqualTo(404);
    assertThat(pawl.get(url + "/progress?x=1", "Accept", "text/plain").status()).isEqualTo(422);
  }

  @Test
  void textContainsNoControlCharacters() {
    Path target = newTarget("a\u001b[31m\nb.json", "{");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY_ONLY);

    String text =
        pawl.get(
                WORKFLOWS + workflow.get("workflow_id").asString() + "/findings",
                "Accept",
                "text/plain")
            .body();

    assertThat(text).startsWith("a?[31m?b.json:1:");
  }
}
