package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests the API of triggers. */
@ForgeTest
class TriggerControllerTests {

  private static final String TRIGGERS = "/api/v1/triggers";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void createRepository() {
    jdbc.sql("delete from forge_trigger").update();
    Path workTree = ForgeTest.Node.HOME.resolve("work/team/triggered");
    if (!workTree.toFile().exists()) {
      TestFiles.write(workTree, "A.java", "class A {}\n");
      TestFiles.commitAll(workTree);
      ForgeTest.Node.GIT.publish(workTree, "team/triggered.git");
    }
  }

  private static String body(String name, String fields) {
    return "{\"name\": \"%s\", \"forge\": \"github\", \"repository\": \"team/triggered\", \"workflow\": {\"type\": \"verify-only\"}%s}"
        .formatted(name, fields);
  }

  private JsonNode create(String name) {
    ApiResponse created = pawl.post(TRIGGERS, body(name, ""));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json();
  }

  private ApiResponse put(String url, String body, String... headers) {
    return pawl.send(
        pawl.request(url, headers)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void createsATrigger() {
    ApiResponse created = pawl.post(TRIGGERS, body("pushes", ", \"branches\": [\"main\"]"));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    JsonNode trigger = created.json();
    String url = TRIGGERS + "/" + trigger.get("trigger_id").asString();
    assertThat(created.header("Location")).isEqualTo(url);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(pawl.get(url).json()).isEqualTo(trigger);
    assertThat(pawl.get(url, "If-None-Match", "\"1\"").status()).isEqualTo(304);
    assertThat(trigger.get("events").toString()).isEqualTo("[\"push\",\"pull_request\"]");
    assertThat(trigger.get("branches").toString()).isEqualTo("[\"main\"]");
    assertThat(trigger.get("forks").asBoolean()).isFalse();
    assertThat(trigger.get("report").asBoolean()).isTrue();
    assertThat(trigger.get("hook").asString()).isEqualTo("/api/v1/hooks/github");
    assertThat(pawl.get(TRIGGERS).json().at("/items/0/name").asString()).isEqualTo("pushes");
  }

  @Test
  void replacesATriggerThatHasNotChangedSince() {
    String url = TRIGGERS + "/" + create("first").get("trigger_id").asString();
    String changed = body("second", ", \"enabled\": false");

    assertThat(put(url, changed, "If-Match", "\"9\"").status()).isEqualTo(412);
    ApiResponse replaced = put(url, changed, "If-Match", "\"1\"");

    assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
    assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
    assertThat(replaced.json().get("enabled").asBoolean()).isFalse();
    assertThat(put(TRIGGERS + "/" + UUID.randomUUID(), changed).status()).isEqualTo(404);
  }

  @Test
  void rejectsATakenName() {
    create("taken");

    ApiResponse second = pawl.post(TRIGGERS, body("taken", ""));

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().get("type").asString()).isEqualTo("/problems/name-taken");
  }

  @Test
  void deletesATrigger() {
    String url = TRIGGERS + "/" + create("old").get("trigger_id").asString();

    assertThat(pawl.send(pawl.request(url).DELETE()).status()).isEqualTo(204);
    assertThat(pawl.send(pawl.request(url).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.get(url).status()).isEqualTo(404);
  }

  @Test
  void reportsAllErrorsAtOnce() {
    ApiResponse rejected =
        pawl.post(
            TRIGGERS,
            """
            {"name": "../x", "forge": "elsewhere", "events": [], "branches": ["[", null], "paths": ["/a"],
             "workflow": {"target": {"path": "x"}}, "color": "red"}
            """);

    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.json().get("errors").valueStream())
        .extracting(error -> error.get("pointer").asString())
        .contains(
            "/name",
            "/forge",
            "/repository",
            "/events",
            "/branches/1",
            "/workflow/target",
            "/color");
    ApiResponse invalidWorkflow =
        pawl.post(TRIGGERS, body("x", "").replace("verify-only", "verify-nothing"));
    assertThat(invalidWorkflow.body()).contains("\"/workflow/type\"");
    ApiResponse label =
        pawl.post(
            TRIGGERS,
            body("x", "").replace("\"type\"", "\"labels\": {\"trigger\": \"x\"}, \"type\""));
    assertThat(label.body()).contains("\"/workflow/labels\"");
    ApiResponse otherRepository =
        pawl.post(TRIGGERS, body("x", "").replace("team/triggered", "others/app"));
    assertThat(otherRepository.body()).contains("\"/repository\"", "team/*");
  }
}
