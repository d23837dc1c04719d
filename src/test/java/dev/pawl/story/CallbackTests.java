package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests callbacks that report the end of a workflow. */
@PawlTest
class CallbackTests {

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private HttpServer receiver;
  private final List<ReceivedCallback> received = new CopyOnWriteArrayList<>();

  /** The response statuses of the receiver, in order; 204 after the last. */
  private final Queue<Integer> responses = new ConcurrentLinkedQueue<>();

  private @Nullable String retryAfter;

  private record ReceivedCallback(
      String id, String timestamp, String signature, String body, @Nullable String upgrade) {}

  @BeforeEach
  void startReceiver() throws IOException {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          received.add(
              new ReceivedCallback(
                  headers.getFirst("webhook-id"),
                  headers.getFirst("webhook-timestamp"),
                  headers.getFirst("webhook-signature"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  headers.getFirst("Upgrade")));
          if (retryAfter != null) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
          }
          Integer status = responses.poll();
          if (status != null && status / 100 == 3) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status == null ? 204 : status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:%d/hook?token=secret".formatted(receiver.getAddress().getPort());
  }

  private String run() {
    return pawl.submitAndAwaitEnd(
            target, "\"type\": \"verify-only\", \"callback_url\": \"%s\"".formatted(url()))
        .get("workflow_id")
        .asString();
  }

  private JsonNode callbacks(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow + "/callbacks").json().get("items");
  }

  private JsonNode awaitDelivery(String workflow) {
    JsonNode items = callbacks(workflow);
    for (int polls = 0; items.isEmpty() || !items.get(0).path("next_at").isNull(); polls++) {
      assertThat(polls).as(items.toString()).isLessThan(5000);
      items = callbacks(workflow);
    }
    return items.get(0);
  }

  @Test
  void isSignedAccordingToStandardWebhooks() throws Exception {
    String workflow = run();

    JsonNode delivery = awaitDelivery(workflow);

    assertThat(received).hasSize(1);
    ReceivedCallback callback = received.getFirst();
    JsonNode body = JsonMapper.shared().readTree(callback.body());
    assertThat(body.get("type").asString()).isEqualTo("workflow.ended");
    assertThat(body.at("/data/workflow_id").asString()).isEqualTo(workflow);
    assertThat(body.at("/data/event/status").asString()).isEqualTo("completed");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(), "HmacSHA256"));
    byte[] signature =
        mac.doFinal(
            (callback.id() + "." + callback.timestamp() + "." + callback.body()).getBytes());
    assertThat(callback.signature())
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
    assertThat(delivery.get("callback_id").asString()).isEqualTo(callback.id());
    assertThat(delivery.get("delivered_at").isString()).isTrue();
    assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(204);
    assertThat(callbacks(workflow).toString()).doesNotContain("secret");
  }

  @Test
  void containsEverythingThatAReceiverNeeds() {
    TestFiles.write(target, "bad.json", "{");
    String workflow =
        pawl.submitAndAwaitEnd(
                target,
                "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}, \"callback_url\": \"%s\""
                    .formatted(url()))
            .get("workflow_id")
            .asString();
    awaitDelivery(workflow);

    JsonNode data = JsonMapper.shared().readTree(received.getFirst().body()).get("data");

    JsonNode verdict = data.get("verdict");
    assertThat(verdict.get("verdict").asString()).isEqualTo("failed");
    assertThat(verdict.get("reason").asString()).contains("errors <= 0 on all code: 1, failed");
    assertThat(verdict.at("/target/path").asString()).isEqualTo(target.toString());
    assertThat(verdict.at("/labels/team").asString()).isEqualTo("core");
    assertThat(verdict.at("/gates/0/passed").asBoolean()).isFalse();
    assertThat(verdict.at("/links/html").asString()).isEqualTo("/workflows/" + workflow);
  }

  @Test
  void announcesTheStartIfItIsRequested() {
    String workflow =
        pawl.submitAndAwaitEnd(
                target,
                "\"type\": \"verify-only\", \"callback_events\": [\"started\", \"ended\"], \"callback_url\": \"%s\""
                    .formatted(url()))
            .get("workflow_id")
            .asString();

    Awaitility.await().until(() -> received.size() == 2);

    assertThat(callbacks(workflow).valueStream().map(callback -> callback.get("type").asString()))
        .containsExactlyInAnyOrder("workflow.started", "workflow.ended");
    assertThat(received)
        .extracting(ReceivedCallback::body)
        .anySatisfy(body -> assertThat(body).contains("\"verdict\":\"pending\""));
  }

  @Test
  void rejectsEventsWithoutAUrl() {
    for (String events : List.of("[\"ended\"]", "[\"paused\"]")) {
      ApiResponse answer =
          pawl.post(
              "/api/v1/workflows",
              "{\"target\": {\"path\": \"%s\"}, \"callback_events\": %s}"
                  .formatted(target, events));
      assertThat(answer.status()).as(events).isEqualTo(422);
      assertThat(answer.json().at("/errors/0/pointer").asString()).startsWith("/callback_events");
    }
  }

  @Test
  void isRetriedUntilDelivered() {
    responses.addAll(List.of(500, 302));

    JsonNode delivery = awaitDelivery(run());

    assertThat(delivery.get("attempts").valueStream().map(attempt -> attempt.get("status").asInt()))
        .containsExactly(500, 302, 204);
    assertThat(received)
        .extracting(ReceivedCallback::id)
        .containsOnly(delivery.get("callback_id").asString());
    assertThat(received)
        .extracting(ReceivedCallback::body)
        .containsOnly(received.getFirst().body());
  }

  @Test
  void isNotDelayedBySlowReceivers() throws Exception {
    var release = new CountDownLatch(1);
    var waiting = new CountDownLatch(1);
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slow.createContext(
        "/",
        exchange -> {
          waiting.countDown();
          await(release);
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    slow.start();
    try {
      pawl.submitAndAwaitEnd(
          target,
          "\"type\": \"verify-only\", \"callback_url\": \"http://127.0.0.1:%d/\""
              .formatted(slow.getAddress().getPort()));
      await(waiting);

      JsonNode delivery = awaitDelivery(run());

      assertThat(delivery.get("delivered_at").isString()).isTrue();
      assertThat(release.getCount()).as("the slow receiver still waits").isEqualTo(1);
      assertThat(received.getFirst().upgrade()).isNull();
    } finally {
      release.countDown();
      slow.stop(0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    responses.add(503);
    retryAfter = "3600";
    String workflow = run();
    Awaitility.await().until(() -> !callbacks(workflow).at("/0/attempts").isEmpty());

    JsonNode delivery = callbacks(workflow).get(0);

    Instant attempted = Instant.parse(delivery.at("/attempts/0/at").asString());
    assertThat(Instant.parse(delivery.get("next_at").asString()))
        .isAfter(attempted.plusSeconds(3590));
  }

  @Test
  void canBeRedeliveredAfterTheLastAttempt() {
    responses.addAll(List.of(500, 500, 500));
    String workflow = run();
    JsonNode delivery = awaitDelivery(workflow);
    assertThat(delivery.get("delivered_at").isNull()).isTrue();
    assertThat(delivery.get("attempts")).hasSize(3);

    ApiResponse again =
        pawl.post(
            "/api/v1/workflows/%s/callbacks/%s/redelivery"
                .formatted(workflow, delivery.get("callback_id").asString()),
            "");

    assertThat(again.status()).as(again.body()).isEqualTo(200);
    JsonNode second = awaitDelivery(workflow);
    assertThat(second.get("delivered_at").isString()).isTrue();
    assertThat(second.get("attempts")).hasSize(4);
  }

  @Test
  void isNotRetriedAfter410Gone() {
    responses.add(410);

    assertThat(awaitDelivery(run()).get("attempts")).hasSize(1);
  }

  @Test
  void reportsConnectionErrors() {
    receiver.stop(0);

    JsonNode delivery = awaitDelivery(run());

    assertThat(delivery.at("/attempts/0/status").isNull()).isTrue();
    assertThat(delivery.at("/attempts/0/error").asString()).contains("ConnectException");
  }

  @Test
  void reportsOpenDecisions() {
    TestFiles.write(target, "bad.json", "{");
    String workflow =
        pawl.submit(
            target,
            "\"type\": \"verify-only\", \"interactive\": true, \"callback_url\": \"%s\""
                .formatted(url()));
    JsonNode delivery = awaitDelivery(workflow);
    assertThat(delivery.get("type").asString()).isEqualTo("workflow.decision_opened");

    pawl.post("/api/v1/workflows/" + workflow + "/decision", "{\"action\": \"abort\"}");
    pawl.awaitEnd(workflow);

    assertThat(callbacks(workflow).valueStream().map(callback -> callback.get("type").asString()))
        .containsExactlyInAnyOrder("workflow.decision_opened", "workflow.ended");
  }

  @Test
  void rejectsForbiddenUrls() {
    for (String url : List.of("https://169.254.169.254/x", "http://example.org/", "x")) {
      ApiResponse answer =
          pawl.post(
              "/api/v1/workflows",
              "{\"target\": {\"path\": \"%s\"}, \"callback_url\": \"%s\"}".formatted(target, url));
      assertThat(answer.status()).as(url).isEqualTo(422);
      assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/callback_url");
    }
    assertThat(pawl.get("/api/v1/workflows/none/callbacks").status()).isEqualTo(404);
  }

  @Test
  void checksTheUrlBeforeEachAttempt() {
    String workflow = run();
    awaitDelivery(workflow);
    int before = received.size();
    jdbc.sql("update workflow set callback_url = 'https://10.0.0.1/x' where name = ?")
        .param(workflow)
        .update();

    pawl.post(
        "/api/v1/workflows/%s/callbacks/%s/redelivery"
            .formatted(workflow, callbacks(workflow).get(0).get("callback_id").asString()),
        "");

    assertThat(awaitDelivery(workflow).get("attempts").get(1).get("error").asString())
        .contains("private address");
    assertThat(received).hasSize(before);
  }
}
