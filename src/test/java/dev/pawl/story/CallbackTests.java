package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  private Path target;
  private HttpServer receiver;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  /** The response statuses of the receiver, in order; 204 after the last. */
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  private record Heard(String id, String timestamp, String signature, String body) {}

  @BeforeEach
  void listen() throws IOException {
    target = pawl.newTarget();
    Folders.write(target, "A.java", "class A {}\n");
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          heard.add(
              new Heard(
                  headers.getFirst("webhook-id"),
                  headers.getFirst("webhook-timestamp"),
                  headers.getFirst("webhook-signature"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          Integer answer = answers.poll();
          if (answer != null && answer / 100 == 3) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopListening() {
    receiver.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:%d/hook?token=secret".formatted(receiver.getAddress().getPort());
  }

  private String run() {
    return pawl.run(target, "\"type\": \"verify-only\", \"callback_url\": \"%s\"".formatted(url()))
        .get("workflow_id")
        .asString();
  }

  private JsonNode callbacks(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow + "/callbacks").json().get("items");
  }

  private JsonNode settled(String workflow) {
    JsonNode items = callbacks(workflow);
    for (int tries = 0; items.isEmpty() || !items.get(0).path("next_at").isNull(); tries++) {
      assertThat(tries).as(items.toString()).isLessThan(5000);
      items = callbacks(workflow);
    }
    return items.get(0);
  }

  @Test
  void isSignedAsTheStandardHasIt() throws Exception {
    String workflow = run();

    JsonNode delivery = settled(workflow);

    assertThat(heard).hasSize(1);
    Heard one = heard.getFirst();
    JsonNode body = JsonMapper.shared().readTree(one.body());
    assertThat(body.get("type").asString()).isEqualTo("workflow.ended");
    assertThat(body.at("/data/workflow_id").asString()).isEqualTo(workflow);
    assertThat(body.at("/data/event/status").asString()).isEqualTo("completed");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(), "HmacSHA256"));
    byte[] sum = mac.doFinal((one.id() + "." + one.timestamp() + "." + one.body()).getBytes());
    assertThat(one.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(sum));
    assertThat(delivery.get("callback_id").asString()).isEqualTo(one.id());
    assertThat(delivery.get("delivered_at").isString()).isTrue();
    assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(204);
    assertThat(callbacks(workflow).toString()).doesNotContain("secret");
  }

  @Test
  void isSentAgainUntilItIsHeard() {
    answers.addAll(List.of(500, 302));

    JsonNode delivery = settled(run());

    assertThat(delivery.get("attempts").valueStream().map(one -> one.get("status").asInt()))
        .containsExactly(500, 302, 204);
    assertThat(heard).extracting(Heard::id).containsOnly(delivery.get("callback_id").asString());
    assertThat(heard).extracting(Heard::body).containsOnly(heard.getFirst().body());
  }

  @Test
  void isGivenUpInTheEndAndSentAgainWhenSomebodyWants() {
    answers.addAll(List.of(500, 500, 500));
    String workflow = run();
    JsonNode delivery = settled(workflow);
    assertThat(delivery.get("delivered_at").isNull()).isTrue();
    assertThat(delivery.get("attempts")).hasSize(3);

    Answer again =
        pawl.post(
            "/api/v1/workflows/%s/callbacks/%s/redelivery"
                .formatted(workflow, delivery.get("callback_id").asString()),
            "");

    assertThat(again.status()).as(again.body()).isEqualTo(200);
    JsonNode second = settled(workflow);
    assertThat(second.get("delivered_at").isString()).isTrue();
    assertThat(second.get("attempts")).hasSize(4);
  }

  @Test
  void isNotSentToWhoIsGone() {
    answers.add(410);

    assertThat(settled(run()).get("attempts")).hasSize(1);
  }

  @Test
  void saysWhyNobodyAnswers() {
    receiver.stop(0);

    JsonNode delivery = settled(run());

    assertThat(delivery.at("/attempts/0/status").isNull()).isTrue();
    assertThat(delivery.at("/attempts/0/error").asString()).contains("ConnectException");
  }

  @Test
  void alsoAsksForDecisions() {
    Folders.write(target, "bad.json", "{");
    String workflow =
        pawl.submit(
            target,
            "\"type\": \"verify-only\", \"interactive\": true, \"callback_url\": \"%s\""
                .formatted(url()));
    JsonNode asked = settled(workflow);
    assertThat(asked.get("type").asString()).isEqualTo("workflow.decision_opened");

    pawl.post("/api/v1/workflows/" + workflow + "/decision", "{\"action\": \"abort\"}");
    pawl.ended(workflow);

    assertThat(callbacks(workflow).valueStream().map(one -> one.get("type").asString()))
        .containsExactlyInAnyOrder("workflow.decision_opened", "workflow.ended");
  }

  @Test
  void goesNowhereItMustNot() {
    for (String url : List.of("https://169.254.169.254/x", "http://example.org/", "x")) {
      Answer answer =
          pawl.post(
              "/api/v1/workflows",
              "{\"target\": {\"path\": \"%s\"}, \"callback_url\": \"%s\"}".formatted(target, url));
      assertThat(answer.status()).as(url).isEqualTo(422);
      assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/callback_url");
    }
    assertThat(pawl.get("/api/v1/workflows/none/callbacks").status()).isEqualTo(404);
  }

  @Test
  void isAskedAgainWhereItMayGoBeforeEachAttempt() {
    String workflow = run();
    settled(workflow);
    int before = heard.size();
    jdbc.sql("update workflow set callback_url = 'https://10.0.0.1/x' where name = ?")
        .param(workflow)
        .update();

    pawl.post(
        "/api/v1/workflows/%s/callbacks/%s/redelivery"
            .formatted(workflow, callbacks(workflow).get(0).get("callback_id").asString()),
        "");

    assertThat(settled(workflow).get("attempts").get(1).get("error").asString())
        .contains("private address");
    assertThat(heard).hasSize(before);
  }
}
