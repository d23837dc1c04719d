package dev.pawl.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.TestFolders;
import dev.pawl.schedule.Timekeepers;
import dev.pawl.workspace.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map.Entry;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
@ContextConfiguration(initializers = ProjectsTests.Node.class)
@Import(Pawl.class)
@DirtiesContext
class ProjectsTests {

  private static final String ADMIN = "admin-0123456789abcdef0123456789abcdef";
  private static final Path HOME = TestFolders.make("pawl-projects");
  private static final Path RED = HOME.resolve("red");
  private static final Path BLUE = HOME.resolve("blue");

  @Autowired Pawl pawl;
  @Autowired ApplicationContext context;

  /** Configures a node with several projects. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      Folders.write(RED.resolve("app"), "A.java", "class A {}\n");
      Folders.write(BLUE.resolve("app"), "B.java", "class B {}\n");
      Folders.write(HOME.resolve("few/app"), "C.java", "class C {}\n");
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.workspace.git.allowed-url-prefixes=https://git.example/",
              "pawl.node.max-utilization-percent=100",
              "pawl.node.load-shedding-enabled=false",
              "pawl.security.admin-token=" + ADMIN,
              "pawl.callback.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
              "pawl.callback.allowed-url-prefixes=https://ci.example/",
              "pawl.projects.red.roots=" + RED,
              "pawl.projects.red.git=https://git.example/red/",
              "pawl.projects.red.callbacks=https://ci.example/red/",
              "pawl.projects.blue.roots=" + BLUE,
              "pawl.projects.few.roots=" + HOME.resolve("few"),
              "pawl.projects.few.open-workflows=1",
              "pawl.projects.daily.roots=" + HOME.resolve("few"),
              "pawl.projects.daily.workflows-per-day=2")
          .applyTo(context);
    }
  }

  private static String[] as(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  /** Creates a token that is limited to a project and returns its header. */
  private String[] of(String project) {
    Answer made =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"of %s\", \"scopes\": [\"submit\", \"decide\"], \"project\": \"%s\"}"
                .formatted(project, project),
            as(ADMIN));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().at("/token/project").asString()).isEqualTo(project);
    return as(made.json().get("secret").asString());
  }

  private static String body(String path, String more) {
    return "{\"type\": \"verify-only\", \"dry_run\": true, \"target\": {\"path\": \"%s\"}%s}"
        .formatted(path, more);
  }

  private JsonNode submit(String[] caller, String path, String more) {
    Answer answer = pawl.post("/api/v1/workflows", body(path, more), caller);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json();
  }

  private static String[] with(String[] caller, String... more) {
    var all = new ArrayList<>(List.of(caller));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void showsEachItsOwnWorkflows() {
    String[] red = of("red");
    String mine = submit(red, "app", "").get("workflow_id").asString();
    JsonNode theirs = submit(of("blue"), "app", "");

    assertThat(theirs.get("project").asString()).isEqualTo("blue");
    assertThat(pawl.get("/api/v1/workflows?limit=200&include=total", red).json().get("items"))
        .isNotEmpty()
        .allMatch(one -> one.get("project").asString().equals("red"));
    assertThat(pawl.get("/api/v1/workflows?project=blue", red).json().get("items")).isEmpty();
    assertThat(pawl.get("/api/v1/workflows/" + mine, red).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows/" + mine, as(ADMIN)).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows?project=blue", as(ADMIN)).json().get("items"))
        .isNotEmpty()
        .allMatch(one -> one.get("project").asString().equals("blue"));
    assertThat(pawl.get("/workflows", with(red, "Accept", "text/html")).body())
        .contains(mine, "of red (red)")
        .doesNotContain(theirs.get("workflow_id").asString());
  }

  /** Calls every documented endpoint with the workflow of another project. */
  @Test
  void knowsNothingOfWorkflowsOfOthersWhateverIsAsked() {
    String[] red = of("red");
    String theirs = submit(of("blue"), "app", "").get("workflow_id").asString();
    JsonNode paths = pawl.get("/v3/api-docs", as(ADMIN)).json().get("paths");
    int asked = 0;

    for (Entry<String, JsonNode> path : paths.properties()) {
      if (!path.getKey().startsWith("/api/v1/workflows/{id}")) {
        continue;
      }
      for (String method : path.getValue().propertyNames()) {
        String uri =
            path.getKey()
                .replace("{id}", theirs)
                .replace("{name}", "verify")
                .replace("{callback}", "00000000-0000-0000-0000-000000000000");
        Answer answer =
            pawl.send(
                pawl.request(uri, with(red, "Content-Type", "application/json", "Accept", "*/*"))
                    .method(method.toUpperCase(), BodyPublishers.ofString("{}")));
        assertThat(answer.status()).as(method + " " + uri + answer.body()).isEqualTo(404);
        asked++;
      }
    }

    assertThat(asked).isGreaterThan(15);
    for (String page : List.of("", "/diff", "/steps/verify")) {
      assertThat(pawl.get("/workflows/" + theirs + page, with(red, "Accept", "text/html")).status())
          .isEqualTo(404);
    }
    JsonNode still = pawl.ended(theirs, as(ADMIN));
    assertThat(still.get("status").asString()).isEqualTo("completed");
  }

  @Test
  void refusesWhatTellsOfAllProjects() {
    String[] red = of("red");
    JsonNode paths = pawl.get("/v3/api-docs", as(ADMIN)).json().get("paths");
    var answered = new ArrayList<String>();

    for (Entry<String, JsonNode> path : paths.properties()) {
      if (path.getValue().has("get") && !path.getKey().contains("{")) {
        Answer answer = pawl.get(path.getKey(), red);
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
            "/api/v1/commands",
            "/api/v1/commands/graph",
            "/api/v1/schedules",
            "/api/v1/workflow-types",
            "/api/v1/workflows");
    for (String path :
        List.of("/actuator/prometheus", "/actuator", "/targets", "/sessions", "/cache", "/none")) {
      assertThat(pawl.get(path, red).status()).as(path).isEqualTo(403);
    }
    assertThat(pawl.get("/actuator/health/readiness", red).status()).isEqualTo(200);
    Answer page = pawl.get("/cache", with(red, "Accept", "text/html"));
    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body())
        .contains("<h1>Forbidden</h1>", "not available to callers of the project red");
    Answer home = pawl.get("/", with(red, "Accept", "text/html"));
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
  void reachesNoTargetOfOthers(String target, String pointer) {
    String wanted = "{\"target\": %s}".formatted(target.formatted(HOME));
    for (String path : List.of("/api/v1/workflows", "/api/v1/plans")) {
      Answer refused = pawl.post(path, wanted.replace("'", "\""), of("red"));

      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
      assertThat(refused.body()).doesNotContain("reached", "[" + HOME + "]");
    }
  }

  @Test
  void tellsNobodyOfOthers() {
    Answer refused =
        pawl.post(
            "/api/v1/workflows",
            body("app", ", \"callback_url\": \"https://ci.example/blue/hook\""),
            of("red"));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/callback_url");
  }

  @Test
  void keepsKeysAndGroupsApart() {
    String[] red = of("red");
    String[] blue = of("blue");
    String group = ", \"concurrency\": {\"group\": \"deploy\", \"policy\": \"cancel_older\"}";
    String theirs = submit(blue, "app", group).get("workflow_id").asString();

    Answer mine =
        pawl.post("/api/v1/workflows", body("app", group), with(red, "Idempotency-Key", "one"));
    Answer same =
        pawl.post("/api/v1/workflows", body("app", group), with(red, "Idempotency-Key", "one"));
    Answer other =
        pawl.post("/api/v1/workflows", body("app", group), with(blue, "Idempotency-Key", "one"));

    String id = mine.json().get("workflow_id").asString();
    assertThat(same.json().get("workflow_id").asString()).isEqualTo(id);
    assertThat(other.json().get("workflow_id").asString()).isNotEqualTo(id);
    assertThat(pawl.ended(id, as(ADMIN)).get("superseded_by").isNull()).isTrue();
    assertThat(pawl.ended(theirs, as(ADMIN)).get("project").asString()).isEqualTo("blue");
  }

  @Test
  void doesToManyWhatIsItsOwnOnly() {
    submit(of("blue"), "app", ", \"labels\": {\"of\": \"bulk\"}");

    Answer found =
        pawl.post(
            "/api/v1/workflows/cancellation",
            "{\"filter\": {\"labels\": {\"of\": \"bulk\"}}}",
            of("red"));

    assertThat(found.status()).as(found.body()).isEqualTo(200);
    assertThat(found.json().get("matched").asInt()).isZero();
  }

  @Test
  void keepsArchivesApart() throws IOException {
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("A.java"));
      out.write("class A {}\n".getBytes(StandardCharsets.UTF_8));
    }
    String[] red = of("red");
    String[] blue = of("blue");
    Answer kept =
        pawl.send(
            pawl.request("/api/v1/archives", with(blue, "Content-Type", "application/zip"))
                .POST(BodyPublishers.ofByteArray(zip.toByteArray())));
    assertThat(kept.status()).as(kept.body()).isEqualTo(201);
    String path = kept.header("Location");
    String target =
        "{\"target\": {\"archive\": \"%s\"}}".formatted(kept.json().get("archive_id").asString());

    assertThat(pawl.get("/api/v1/archives", red).json().get("items")).isEmpty();
    assertThat(pawl.get(path, red).status()).isEqualTo(404);
    assertThat(pawl.send(pawl.request(path, red).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.post("/api/v1/workflows", target, red).status()).isEqualTo(422);
    assertThat(pawl.post("/api/v1/plans", target, blue).status()).isEqualTo(200);
    assertThat(pawl.get(path, as(ADMIN)).json().get("project").asString()).isEqualTo("blue");
  }

  @Test
  void keepsSchedulesApart() {
    String[] red = of("red");
    String[] blue = of("blue");
    String wanted =
        "{\"name\": \"nightly\", \"cron\": \"0 2 * * *\", \"workflow\": %s}"
            .formatted(body("app", ""));
    Answer mine = pawl.post("/api/v1/schedules", wanted, red);
    Answer theirs = pawl.post("/api/v1/schedules", wanted, blue);
    assertThat(theirs.status()).as(theirs.body()).isEqualTo(201);
    String path = theirs.header("Location");

    assertThat(mine.json().get("project").asString()).isEqualTo("red");
    assertThat(pawl.get("/api/v1/schedules", red).json().get("items")).hasSize(1);
    assertThat(pawl.get(path, red).status()).isEqualTo(404);
    assertThat(pawl.post(path + "/pause", "", red).status()).isEqualTo(404);
    assertThat(
            pawl.send(
                    pawl.request(path, with(red, "Content-Type", "application/json"))
                        .PUT(BodyPublishers.ofString(wanted)))
                .status())
        .isEqualTo(404);
    assertThat(pawl.send(pawl.request(path, red).DELETE()).status()).isEqualTo(404);

    Timekeepers.runWhenDue(context);

    JsonNode begun = pawl.get("/api/v1/workflows?label.schedule=nightly", blue).json().get("items");
    assertThat(begun).hasSize(1);
    assertThat(begun.get(0).get("target").asString()).isEqualTo(BLUE.resolve("app").toString());
  }

  @Test
  void letsAProjectHaveSoManyAtATimeAndNotOneMore() throws Exception {
    String[] few = of("few");
    var statuses = new ArrayList<Integer>();
    try (var clients = Executors.newFixedThreadPool(8)) {
      List<Callable<Answer>> submissions =
          Collections.nCopies(
              8,
              () ->
                  pawl.post(
                      "/api/v1/workflows",
                      body("app", ", \"interactive\": true, \"steps\": [%s]".formatted(WAITS))
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
    pawl.ended(open.get("workflow_id").asString(), as(ADMIN));
    assertThat(submit(few, "app", "").get("project").asString()).isEqualTo("few");
  }

  /** A step with a failing gate, so that the workflow asks for a decision and stays open. */
  private static final String WAITS =
      "{\"command\": \"quality/verify\", \"gates\": [{\"metric\": \"findings\", \"operator\":"
          + " \"<\", \"threshold\": 0}], \"on_failure\": \"decide\"}";

  @Test
  void letsAProjectBeginSoManyADay() {
    String[] daily = of("daily");
    String first = submit(daily, "app", "").get("workflow_id").asString();
    submit(daily, "app", "");
    pawl.ended(first, as(ADMIN));

    Answer refused = pawl.post("/api/v1/workflows/%s/rerun".formatted(first), "{}", daily);

    assertThat(refused.status()).as(refused.body()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(86_000, 86_400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"scopes\": [\"read\"], \"project\": \"green\"",
        "\"scopes\": [\"admin\"], \"project\": \"red\""
      })
  void makesNoTokenThatWouldBeGoodForNothingOrForTooMuch(String wanted) {
    Answer refused =
        pawl.post("/api/v1/tokens", "{\"name\": \"x\", %s}".formatted(wanted), as(ADMIN));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
  }
}
