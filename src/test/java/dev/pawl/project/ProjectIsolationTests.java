package dev.pawl.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.schedule.ScheduleTriggers;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map.Entry;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/** Isolation of the projects of one node. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = ProjectIsolationTests.NodeInitializer.class)
@Import(PawlClient.class)
@DirtiesContext
class ProjectIsolationTests {

  private static final String ADMIN = "admin-0123456789abcdef0123456789abcdef";
  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-projects");
  private static final Path RED = HOME.resolve("red");
  private static final Path BLUE = HOME.resolve("blue");

  @Autowired PawlClient pawl;
  @Autowired ApplicationContext context;

  /** Configures a node with several projects. */
  static class NodeInitializer
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestFiles.write(RED.resolve("app"), "A.java", "class A {}\n");
      TestFiles.write(BLUE.resolve("app"), "B.java", "class B {}\n");
      TestFiles.write(HOME.resolve("few/app"), "C.java", "class C {}\n");
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.workspace.git.allowed-url-prefixes=https://git.example/",
              "pawl.node.max-utilization-percent=100",
              "pawl.node.load-shedding-enabled=false",
              "pawl.security.admin-token=" + ADMIN,
              "pawl.callback.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
              "pawl.callback.allowed-url-prefixes=https://ci.example/",
              "pawl.workspace.trusted-targets=" + HOME,
              "pawl.projects.red.roots=" + RED,
              "pawl.projects.red.git=https://git.example/red/",
              "pawl.projects.red.callbacks=https://ci.example/red/",
              "pawl.projects.red.formatters.python=black",
              "pawl.projects.blue.roots=" + BLUE,
              "pawl.projects.few.roots=" + HOME.resolve("few"),
              "pawl.projects.few.open-workflows=1",
              "pawl.projects.busy.roots=" + HOME.resolve("few"),
              "pawl.queue.max-waiting-per-project=40",
              "pawl.projects.daily.roots=" + HOME.resolve("few"),
              "pawl.projects.daily.workflows-per-day=2")
          .applyTo(context);
    }
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  /** Creates a token that is limited to a project and returns its header. */
  private String[] callerOf(String project) {
    ApiResponse created =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"of %s\", \"scopes\": [\"submit\", \"decide\"], \"project\": \"%s\"}"
                .formatted(project, project),
            bearer(ADMIN));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().at("/token/project").asString()).isEqualTo(project);
    return bearer(created.json().get("secret").asString());
  }

  private static String body(String path, String more) {
    return "{\"type\": \"verify-only\", \"dry_run\": true, \"target\": {\"path\": \"%s\"}%s}"
        .formatted(path, more);
  }

  private JsonNode submit(String[] caller, String path, String more) {
    ApiResponse answer = pawl.post("/api/v1/workflows", body(path, more), caller);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json();
  }

  private static String[] withHeaders(String[] caller, String... more) {
    var headers = new ArrayList<>(List.of(caller));
    headers.addAll(List.of(more));
    return headers.toArray(String[]::new);
  }

  @Test
  void listsCommandsOfOwnTargetsOnly() {
    TestFiles.write(
        BLUE.resolve("app"), ".pawl/commands/blue/own.md", "---\nuses: quality/verify\n---\nx\n");
    String query = "/api/v1/commands?origin=target&target=" + BLUE.resolve("app");

    ApiResponse own = pawl.get(query, callerOf("blue"));
    ApiResponse other = pawl.get(query, callerOf("red"));

    assertThat(own.json().at("/items/0/name").asString()).isEqualTo("blue/own");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body()).contains("below an allowed root").doesNotContain("blue/own");
  }

  @Test
  void readsConfigurationsOfOwnTargetsOnly() {
    String query = "/api/v1/targets/config?path=";
    String[] red = callerOf("red");

    ApiResponse own = pawl.get(query + RED.resolve("app"), red);
    ApiResponse other = pawl.get(query + BLUE.resolve("app"), red);
    ApiResponse saved =
        pawl.send(
            pawl.request(
                    query + RED.resolve("app"),
                    withHeaders(red, "Content-Type", "application/json"))
                .PUT(BodyPublishers.ofString("{}")));

    JsonNode source = own.json().get("sources").get("/formatters/python");
    assertThat(source.get("kind").asString()).isEqualTo("operator");
    assertThat(source.get("location").asString()).isEqualTo("pawl.projects.red.formatters.python");
    assertThat(source.get("value").toString()).isEqualTo("[\"black\"]");
    assertThat(other.status()).isEqualTo(422);
    assertThat(saved.status()).isEqualTo(403);
  }

  @Test
  void showsOnlyOwnWorkflows() {
    String[] red = callerOf("red");
    String mine = submit(red, "app", "").get("workflow_id").asString();
    JsonNode theirs = submit(callerOf("blue"), "app", "");

    assertThat(theirs.get("project").asString()).isEqualTo("blue");
    assertThat(pawl.get("/api/v1/workflows?limit=200&include=total", red).json().get("items"))
        .isNotEmpty()
        .allMatch(workflow -> workflow.get("project").asString().equals("red"));
    assertThat(pawl.get("/api/v1/workflows?project=blue", red).json().get("items")).isEmpty();
    assertThat(pawl.get("/api/v1/workflows/" + mine, red).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows/" + mine, bearer(ADMIN)).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows?project=blue", bearer(ADMIN)).json().get("items"))
        .isNotEmpty()
        .allMatch(workflow -> workflow.get("project").asString().equals("blue"));
    assertThat(pawl.get("/workflows", withHeaders(red, "Accept", "text/html")).body())
        .contains(mine, "of red (red)")
        .doesNotContain(theirs.get("workflow_id").asString());
  }

  /** Calls every documented endpoint with the workflow of another project. */
  @Test
  void hidesWorkflowsOfOtherProjectsFromAllEndpoints() {
    String[] red = callerOf("red");
    String theirs = submit(callerOf("blue"), "app", "").get("workflow_id").asString();
    JsonNode paths = pawl.get("/v3/api-docs", bearer(ADMIN)).json().get("paths");
    int requests = 0;

    for (Entry<String, JsonNode> path : paths.properties()) {
      if (!path.getKey().startsWith("/api/v1/workflows/{id}")) {
        continue;
      }
      for (String method : path.getValue().propertyNames()) {
        String uri =
            path.getKey()
                .replace("{id}", theirs)
                .replace("{name}", "verify")
                .replace("{callback}", "00000000-0000-0000-0000-000000000000")
                .replace("{message}", "00000000-0000-0000-0000-000000000000");
        ApiResponse answer =
            pawl.send(
                pawl.request(
                        uri, withHeaders(red, "Content-Type", "application/json", "Accept", "*/*"))
                    .method(method.toUpperCase(), BodyPublishers.ofString("{}")));
        assertThat(answer.status()).as(method + " " + uri + answer.body()).isEqualTo(404);
        requests++;
      }
    }

    assertThat(requests).isGreaterThan(15);
    for (String page : List.of("", "/diff", "/steps/verify")) {
      assertThat(
              pawl.get("/workflows/" + theirs + page, withHeaders(red, "Accept", "text/html"))
                  .status())
          .isEqualTo(404);
    }
    JsonNode ended = pawl.awaitEnd(theirs, bearer(ADMIN));
    assertThat(ended.get("status").asString()).isEqualTo("completed");
  }

  @Test
  void forbidsEndpointsThatSpanProjects() {
    String[] red = callerOf("red");
    JsonNode paths = pawl.get("/v3/api-docs", bearer(ADMIN)).json().get("paths");
    var answered = new ArrayList<String>();

    for (Entry<String, JsonNode> path : paths.properties()) {
      if (path.getValue().has("get") && !path.getKey().contains("{")) {
        ApiResponse answer = pawl.get(path.getKey(), red);
        if (answer.status() == 403) {
          assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        } else {
          answered.add(path.getKey());
        }
      }
    }

    assertThat(answered)
        .containsExactlyInAnyOrder(
            "/api/v1/archives",
            "/api/v1/badge",
            "/api/v1/baselines",
            "/api/v1/commands",
            "/api/v1/commands/graph",
            "/api/v1/findings",
            "/api/v1/findings/groups",
            "/api/v1/findings/history",
            "/api/v1/rules",
            "/api/v1/schedules",
            "/api/v1/targets/config",
            "/api/v1/triggers",
            "/api/v1/workflow-types",
            "/api/v1/workflows");
    for (String path :
        List.of(
            "/actuator/prometheus",
            "/actuator",
            "/targets",
            "/sessions",
            "/cache",
            "/operate/schedules",
            "/none")) {
      assertThat(pawl.get(path, red).status()).as(path).isEqualTo(403);
    }
    assertThat(pawl.get("/actuator/health/readiness", red).status()).isEqualTo(200);
    ApiResponse page = pawl.get("/cache", withHeaders(red, "Accept", "text/html"));
    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body())
        .contains("<h1>Forbidden</h1>", "not available to callers of the project red");
    ApiResponse home = pawl.get("/", withHeaders(red, "Accept", "text/html"));
    assertThat(home.status()).isEqualTo(302);
    assertThat(home.header("Location")).endsWith("/workflows");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"path\": \"%s/blue/app\"}, /target/path",
    "{\"path\": \"../blue/app\"}, /target/path",
    "{\"git\": {\"url\": \"https://git.example/blue/shop.git\"}}, /target/git/url",
    "{\"git\": {\"url\": \"https://git.example/red/../blue/shop.git\"}}, /target/git/url",
    "{\"git\": {\"url\": \"https://git.example/red/%%2e%%2E/blue/shop.git\"}}, /target/git/url",
    "{\"git\": {\"url\": \"https://git.example/redder/shop.git\"}}, /target/git/url",
    "{\"git\": {\"url\": \"file://%s/blue/app\"}}, /target/git/url"
  })
  void rejectsTargetsOfOtherProjects(String target, String pointer) {
    String body = "{\"target\": %s}".formatted(target.formatted(HOME));
    for (String path : List.of("/api/v1/workflows", "/api/v1/plans")) {
      ApiResponse refused = pawl.post(path, body.replace("'", "\""), callerOf("red"));

      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
      assertThat(refused.body()).doesNotContain("reached", "[" + HOME + "]");
    }
  }

  @Test
  void rejectsCallbackUrlOfOtherProject() {
    ApiResponse refused =
        pawl.post(
            "/api/v1/workflows",
            body("app", ", \"callback_url\": \"https://ci.example/blue/hook\""),
            callerOf("red"));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/callback_url");
  }

  @Test
  void separatesIdempotencyKeysAndGroups() {
    String[] red = callerOf("red");
    String[] blue = callerOf("blue");
    String group = ", \"concurrency\": {\"group\": \"deploy\", \"policy\": \"cancel_older\"}";
    String theirs = submit(blue, "app", group).get("workflow_id").asString();

    ApiResponse mine =
        pawl.post(
            "/api/v1/workflows", body("app", group), withHeaders(red, "Idempotency-Key", "one"));
    ApiResponse same =
        pawl.post(
            "/api/v1/workflows", body("app", group), withHeaders(red, "Idempotency-Key", "one"));
    ApiResponse other =
        pawl.post(
            "/api/v1/workflows", body("app", group), withHeaders(blue, "Idempotency-Key", "one"));

    String id = mine.json().get("workflow_id").asString();
    assertThat(same.json().get("workflow_id").asString()).isEqualTo(id);
    assertThat(other.json().get("workflow_id").asString()).isNotEqualTo(id);
    assertThat(pawl.awaitEnd(id, bearer(ADMIN)).get("superseded_by").isNull()).isTrue();
    assertThat(pawl.awaitEnd(theirs, bearer(ADMIN)).get("project").asString()).isEqualTo("blue");
  }

  /** The workflows wait because they require what no node has. */
  @Test
  void rejectsSubmissionsBeforeTooManyWorkflowsWait() throws Exception {
    String[] busy = callerOf("busy");
    String waiting = ", \"requires\": {\"gpu\": \"yes\"}";
    String[] repeated = withHeaders(busy, "Idempotency-Key", "first");
    String first =
        pawl.post("/api/v1/workflows", body("app", waiting), repeated)
            .json()
            .get("workflow_id")
            .asString();
    for (int i = 1; i < 40; i++) {
      submit(busy, "app", waiting);
    }

    ApiResponse refused =
        pawl.post(
            "/api/v1/workflows",
            body("app", waiting),
            withHeaders(busy, "Idempotency-Key", "refused"));
    assertThat(refused.status()).as(refused.body()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("30");
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.json().get("type").asString()).isEqualTo("/problems/queue-full");
    assertThat(refused.json().get("detail").asString())
        .isEqualTo(
            "40 workflows of the project busy wait for their start; the limit is 40. Submit this"
                + " one later.");
    assertThat(pawl.post("/api/v1/workflows", "{", busy).status())
        .as("refused before the request is read")
        .isEqualTo(429);
    String total = "/api/v1/workflows?project=busy&include=total";
    assertThat(pawl.get(total, busy).json().get("total").asInt()).isEqualTo(40);
    assertThat(submit(callerOf("red"), "app", "").get("status").asString()).isNotEmpty();

    ApiResponse again = pawl.post("/api/v1/workflows", body("app", waiting), repeated);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json().get("workflow_id").asString()).isEqualTo(first);

    pawl.post("/api/v1/workflows/" + first + "/cancellation", "", bearer(ADMIN));
    pawl.awaitEnd(first, bearer(ADMIN));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            pawl.post(
                        "/api/v1/workflows",
                        body("app", waiting),
                        withHeaders(busy, "Idempotency-Key", "refused"))
                    .status()
                == 202);
    pawl.post(
        "/api/v1/workflows/cancellation", "{\"filter\": {\"project\": \"busy\"}}", bearer(ADMIN));
  }

  @Test
  void limitsBulkActionsToOwnWorkflows() {
    submit(callerOf("blue"), "app", ", \"labels\": {\"of\": \"bulk\"}");

    ApiResponse result =
        pawl.post(
            "/api/v1/workflows/cancellation",
            "{\"filter\": {\"labels\": {\"of\": \"bulk\"}}}",
            callerOf("red"));

    assertThat(result.status()).as(result.body()).isEqualTo(200);
    assertThat(result.json().get("matched").asInt()).isZero();
  }

  @Test
  void separatesArchives() throws IOException {
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("A.java"));
      out.write("class A {}\n".getBytes(StandardCharsets.UTF_8));
    }
    String[] red = callerOf("red");
    String[] blue = callerOf("blue");
    ApiResponse uploaded =
        pawl.send(
            pawl.request("/api/v1/archives", withHeaders(blue, "Content-Type", "application/zip"))
                .POST(BodyPublishers.ofByteArray(zip.toByteArray())));
    assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(201);
    String path = uploaded.header("Location");
    String target =
        "{\"target\": {\"archive\": \"%s\"}}"
            .formatted(uploaded.json().get("archive_id").asString());

    assertThat(pawl.get("/api/v1/archives", red).json().get("items")).isEmpty();
    assertThat(pawl.get(path, red).status()).isEqualTo(404);
    assertThat(pawl.send(pawl.request(path, red).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.post("/api/v1/workflows", target, red).status()).isEqualTo(422);
    assertThat(pawl.post("/api/v1/plans", target, blue).status()).isEqualTo(200);
    assertThat(pawl.get(path, bearer(ADMIN)).json().get("project").asString()).isEqualTo("blue");
  }

  @Test
  void separatesSchedules() {
    String[] red = callerOf("red");
    String[] blue = callerOf("blue");
    String schedule =
        "{\"name\": \"nightly\", \"cron\": \"0 2 * * *\", \"workflow\": %s}"
            .formatted(body("app", ""));
    ApiResponse mine = pawl.post("/api/v1/schedules", schedule, red);
    ApiResponse theirs = pawl.post("/api/v1/schedules", schedule, blue);
    assertThat(theirs.status()).as(theirs.body()).isEqualTo(201);
    String path = theirs.header("Location");

    assertThat(mine.json().get("project").asString()).isEqualTo("red");
    assertThat(pawl.get("/api/v1/schedules", red).json().get("items")).hasSize(1);
    assertThat(pawl.get(path, red).status()).isEqualTo(404);
    assertThat(pawl.post(path + "/pause", "", red).status()).isEqualTo(404);
    assertThat(
            pawl.send(
                    pawl.request(path, withHeaders(red, "Content-Type", "application/json"))
                        .PUT(BodyPublishers.ofString(schedule)))
                .status())
        .isEqualTo(404);
    assertThat(pawl.send(pawl.request(path, red).DELETE()).status()).isEqualTo(404);

    ScheduleTriggers.submitAllSchedules(context);

    JsonNode started =
        pawl.get("/api/v1/workflows?label.schedule=nightly", blue).json().get("items");
    assertThat(started).hasSize(1);
    assertThat(started.get(0).get("target").asString()).isEqualTo(BLUE.resolve("app").toString());
  }

  @Test
  void enforcesOpenWorkflowQuotaUnderConcurrency() throws Exception {
    String[] few = callerOf("few");
    var statuses = new ArrayList<Integer>();
    try (var clients = Executors.newFixedThreadPool(8)) {
      List<Callable<ApiResponse>> submissions =
          Collections.nCopies(
              8,
              () ->
                  pawl.post(
                      "/api/v1/workflows",
                      body(
                              "app",
                              ", \"interactive\": true, \"steps\": [%s]"
                                  .formatted(STEP_AWAITING_DECISION))
                          .replace("\"type\": \"verify-only\", ", ""),
                      few));
      for (var answer : clients.invokeAll(submissions)) {
        statuses.add(answer.get().status());
        if (answer.get().status() == 429) {
          assertThat(answer.get().header("Retry-After")).isEqualTo("30");
          assertThat(answer.get().json().get("title").asString()).isEqualTo("Quota exceeded");
        }
      }
    }

    assertThat(statuses).containsOnlyOnce(202).contains(429);
    JsonNode open = pawl.get("/api/v1/workflows", few).json().get("items").get(0);
    pawl.post(
        "/api/v1/workflows/%s/cancellation".formatted(open.get("workflow_id").asString()), "", few);
    pawl.awaitEnd(open.get("workflow_id").asString(), bearer(ADMIN));
    assertThat(submit(few, "app", "").get("project").asString()).isEqualTo("few");
  }

  /** A step with a failing gate, so that the workflow asks for a decision and stays open. */
  private static final String STEP_AWAITING_DECISION =
      "{\"command\": \"quality/verify\", \"gates\": [{\"metric\": \"findings\", \"operator\":"
          + " \"<\", \"threshold\": 0}], \"on_failure\": \"decide\"}";

  @Test
  void enforcesDailyWorkflowQuota() {
    String[] daily = callerOf("daily");
    String first = submit(daily, "app", "").get("workflow_id").asString();
    submit(daily, "app", "");
    pawl.awaitEnd(first, bearer(ADMIN));

    ApiResponse refused = pawl.post("/api/v1/workflows/%s/rerun".formatted(first), "{}", daily);

    assertThat(refused.status()).as(refused.body()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(86_000, 86_400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"scopes\": [\"read\"], \"project\": \"green\"",
        "\"scopes\": [\"admin\"], \"project\": \"red\""
      })
  void rejectsTokenOfUnknownProjectOrWithAdminScope(String fields) {
    ApiResponse refused =
        pawl.post("/api/v1/tokens", "{\"name\": \"x\", %s}".formatted(fields), bearer(ADMIN));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
  }
}
