package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Regression tests for faults that {@code FuzzTests} has found. */
@PawlTest
class UnusualRequestTests {

  private static final String WORKFLOWS = "/api/v1/workflows";

  @Autowired PawlClient pawl;

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "*/*", "text/plain", "application/*"})
  void withOtherMediaTypesAreRejected(String type) {
    for (String url : new String[] {WORKFLOWS, "/api/v1/cache", WORKFLOWS + "/x/rerun"}) {
      ApiResponse answer =
          pawl.send(
              pawl.request(url, "Content-Type", type).POST(BodyPublishers.ofString("{\"a\": 1}")));
      assertThat(answer.status()).as(url).isEqualTo(415);
    }
    assertThat(
            pawl.send(pawl.request(WORKFLOWS, "Content-Type", "*/*").POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/targets/config?path=x, 415",
    "PATCH, /api/v1/targets/config?path=x, 405",
    "DELETE, /api/v1/targets/config?path=x, 405",
    "POST, /api/v1/workflows, 415"
  })
  void withFormsAreRejected(String method, String url, int status) {
    ApiResponse answer =
        pawl.send(
            pawl.request(url, "Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString("a=%s")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  /** Clients that are generated from the OpenAPI document encode the variables of paths. */
  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/commands/quality/verify", "/api/v1/rules/pmd/EmptyCatchBlock"})
  void findNamesWithEncodedSlashes(String url) {
    int slash = url.lastIndexOf('/');
    for (String encodedSlash : new String[] {"%2F", "%2f"}) {
      ApiResponse encoded =
          pawl.get(url.substring(0, slash) + encodedSlash + url.substring(slash + 1));

      assertThat(encoded.status()).as(encoded.body()).isEqualTo(200);
      assertThat(encoded.json()).isEqualTo(pawl.get(url).json());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/commands/quality%2Funknown, 404",
    "/api/v1/commands/..%2F..%2Fnodes, 404",
    "/api/v1/commands/%2E%2E%2Fnodes, 400",
    "/api/v1/rules/..%2Fcommands, 404",
    "/api/v1/commands%2Fquality/verify, 400",
    "/api/v1%2Fcommands/quality, 400",
    "/api/v1/commands/quality%2Fverify/graph, 400",
    "/api/v1/workflows/a%2Fb, 400",
    "/api/v1/workflows/..%2Fcommands, 400",
    "/api/v1/archives/..%2F..%2Fpostgres, 400",
    "/api%2Fv1/nodes, 400",
    "/actuator%2Fenv, 400",
    "/targets%2F..%2Factuator, 400"
  })
  void withOtherEncodedSlashesAreRejected(String url, int status) {
    ApiResponse answer = pawl.get(url);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/workflows?created_after=%2B999999999-12-31T23:59:59Z, 422",
    "/api/v1/workflows?created_before=-4800-01-01T00:00:00Z, 422",
    "/api/v1/executions?since=%2B300000-01-01T00:00:00Z, 422",
    "/api/v1/workflows?label.a=%00, 400",
    "/api/v1/workflows?type=%00, 400",
    "/api/v1/workflows?label.%CD%B8=a, 400",
    "/api/v1/targets/config?path=x&%25=%ED%A0, 400"
  })
  void withInvalidParametersAreRejected(String url, int status) {
    ApiResponse answer = pawl.get(url);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/archives/.., not normalized",
    "/api/v1/schedules/%25/resumption, %25",
    "/api/v1/workflows;a=b, ;"
  })
  void withPathsThatAreNotAcceptedLearnTheReason(String path, String reason) {
    ApiResponse answer = pawl.get(path);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("detail").asString())
        .startsWith("The request was rejected because the URL")
        .contains(reason);
  }

  @Test
  void forThePathOfErrorsFindNothing() {
    ApiResponse answer = pawl.get("/error");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void forOtherJsonTypesGetApplicationJson() {
    assertThat(pawl.get("/api/v1/nodes", "Accept", "application/problem+json").status())
        .isEqualTo(406);
    assertThat(pawl.get("/api/v1/nodes", "Accept", "application/*").header("Content-Type"))
        .startsWith("application/json");
    String id = pawl.submit(pawl.newTarget(), "\"type\": \"verify-only\"");
    ApiResponse events =
        pawl.get(WORKFLOWS + "/" + id + "/events", "Accept", "application/json;charset=utf-16");
    assertThat(events.header("Content-Type")).isEqualTo("application/json");
    assertThat(events.json().get("items")).isNotEmpty();
  }

  @Test
  void forInvalidLogRangesAreRejected() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String log = WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/steps/verify/log";

    assertThat(pawl.get(log, "Range", "bytes=5-2").status()).isEqualTo(416);
    assertThat(pawl.get(log, "Range", "bytes=99999999999999999999-").status()).isEqualTo(416);
  }

  @Test
  void forEventsEndWithTheWorkflowFromAnyEventId() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    String events = WORKFLOWS + "/" + pawl.submit(target, "") + "/events";

    var streams =
        Stream.of("0", "2147483648", "5000000000", "9223372036854775807", "-1")
            .map(last ->
                CompletableFuture.supplyAsync(
                    () -> pawl.get(events, "Accept", "text/event-stream", "Last-Event-ID", last),
                    command -> Thread.ofVirtual().start(command)))
            .toList();

    assertThat(streams)
        .extracting(CompletableFuture::join)
        .allMatch(
            answer -> answer.status() == 204 || answer.body().endsWith("event:end\ndata:{}\n\n"));
  }

  @Test
  void canHaveATargetWithoutFiles() {
    JsonNode workflow = pawl.submitAndAwaitEnd(pawl.newTarget(), "");

    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
  }
}
