package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.forge.FakeForge.Request;
import dev.pawl.workspace.GitHttpBackend;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests how workflows are reported on forges, with a test server for each kind and a real git server. */
@ForgeTest
class ForgeReportTests {

  private static final FakeForge FORGE = ForgeTest.Node.FORGE;
  private static final AtomicInteger REPOSITORIES = new AtomicInteger();
  private static final String BAD = "class A { void f() { int unused = 1; } }\n";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path workTree;
  private String repository;
  private String url;
  private String commit;

  @BeforeEach
  void createRepository() {
    FORGE.reset();
    // Other forges have no messages to retry.
    jdbc.sql("delete from forge_message").update();
    storeTokens();
    repository = "team/app-" + REPOSITORIES.incrementAndGet();
    workTree = ForgeTest.Node.HOME.resolve("work/" + repository);
    TestFiles.write(workTree, "A.java", BAD);
    commit = TestFiles.commitAll(workTree);
    ForgeTest.Node.GIT.publish(workTree, repository + ".git");
    url = ForgeTest.Node.GIT.url(repository + ".git");
  }

  private void storeTokens() {
    for (String name : List.of("github", "gitlab", "gitea")) {
      storeCredential(
          name, "https://%s.example.com/".formatted(name), "\"token\": \"t-%s\"".formatted(name));
    }
  }

  private void storeCredential(String name, String credentialUrl, String secret) {
    ApiResponse stored =
        pawl.post(
            "/api/v1/credentials",
            "{\"name\": \"%s\", \"url\": \"%s\", %s}".formatted(name, credentialUrl, secret));
    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
  }

  private String body(String reportTo, String fields) {
    return "{\"target\": {\"git\": {\"url\": \"%s\", \"ref\": \"main\"}}, \"report_to\": %s%s}"
        .formatted(url, reportTo, fields);
  }

  private String submit(String reportTo, String fields) {
    ApiResponse response = pawl.post("/api/v1/workflows", body(reportTo, fields));
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    return response.json().get("workflow_id").asString();
  }

  private JsonNode messages(String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow + "/forge-messages").json().get("items");
  }

  private JsonNode awaitMessages(String workflow, String state) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> messages(workflow),
            items ->
                !items.isEmpty()
                    && items
                        .valueStream()
                        .allMatch(item -> item.get("state").asString().equals(state)));
  }

  @ParameterizedTest
  @CsvSource({
    "github, Bearer t-github, /repos/REPO/statuses/, state, /issues/3/comments, success",
    "gitlab, t-gitlab, /projects/REPO/statuses/, state, /merge_requests/3/notes, success",
    "gitea, token t-gitea, /repos/REPO/statuses/, state, /issues/3/comments, success"
  })
  void setsAPendingStatusAndThenTheResultAndWritesAComment(
      String forge, String token, String statuses, String field, String comments, String success) {
    String workflow =
        submit(
            "{\"forge\": \"%s\", \"pull_request\": 3}".formatted(forge),
            ", \"type\": \"verify-only\"");
    pawl.awaitEnd(workflow);
    awaitMessages(workflow, "delivered");

    String path =
        statuses.replace(
                "REPO", forge.equals("gitlab") ? repository.replace("/", "%2F") : repository)
            + commit;
    Request last = FORGE.await("POST", path, body -> body.get(field).asString().equals(success));
    assertThat(last.authorization()).isEqualTo(token);
    assertThat(last.body().get("target_url").asString())
        .isEqualTo("https://pawl.example.com/workflows/" + workflow);
    assertThat(last.body().path(forge.equals("gitlab") ? "name" : "context").asString())
        .isEqualTo("pawl");
    // The state before the end may have been replaced by the end before it was sent.
    assertThat(FORGE.requests("POST", path).getLast()).isEqualTo(last);
    Request comment = FORGE.await("POST", comments, body -> body.has("body"));
    assertThat(comment.body().get("body").asString())
        .startsWith("<!-- pawl: pawl -->\n")
        .contains("Pawl: ", "### New findings: ", "/workflows/" + workflow);
  }

  @Test
  void showsThatAWorkflowIsPending() {
    String workflow =
        submit(
            "{\"forge\": \"github\"}",
            ", \"type\": \"standard\", \"interactive\": true, \"gates\":"
                + " [{\"metric\": \"warnings\", \"operator\": \"<=\", \"threshold\": -1}]");

    Request first =
        FORGE.await(
            "POST", "/statuses/" + commit, body -> body.get("state").asString().equals("pending"));

    assertThat(first.body().get("description").asString())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(140);
    pawl.post("/api/v1/workflows/" + workflow + "/cancellation", "");
    pawl.awaitEnd(workflow);
    FORGE.await(
        "POST", "/statuses/" + commit, body -> body.get("state").asString().equals("error"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"github", "gitlab", "gitea"})
  void updatesTheCommentInsteadOfRepeatingIt(String forge) {
    String reportTo = "{\"forge\": \"%s\", \"pull_request\": 3}".formatted(forge);
    String first = submit(reportTo, ", \"type\": \"verify-only\"");
    pawl.awaitEnd(first);
    awaitMessages(first, "delivered");

    String second = submit(reportTo, ", \"type\": \"verify-only\"");
    pawl.awaitEnd(second);
    awaitMessages(second, "delivered");

    assertThat(FORGE.comments())
        .singleElement()
        .satisfies(comment -> assertThat(comment).contains(second).doesNotContain(first));
    // The newer workflow has taken the messages over.
    assertThat(messages(first)).isEmpty();
  }

  @Test
  void findsItsCommentByTheMarkerAndLeavesThoseOfOthersAlone() {
    String list = "/github/api/v3/repos/" + repository + "/issues/3/comments";
    String forged = "<!-- pawl: pawl -->\nAll is well";
    FORGE.addComment(list, 666, forged);
    FORGE.addComment(list, FakeForge.USER, "<!-- pawl: pawl -->\nearlier");

    String workflow =
        submit("{\"forge\": \"github\", \"pull_request\": 3}", ", \"type\": \"verify-only\"");
    pawl.awaitEnd(workflow);
    awaitMessages(workflow, "delivered");

    assertThat(FORGE.comments())
        .hasSize(2)
        .contains(forged)
        .anyMatch(comment -> comment.contains(workflow));
  }

  @Test
  void writesADeletedCommentAgain() {
    String reportTo = "{\"forge\": \"gitea\", \"pull_request\": 3}";
    String first = submit(reportTo, ", \"type\": \"verify-only\"");
    pawl.awaitEnd(first);
    awaitMessages(first, "delivered");
    FORGE.removeComments();

    String second = submit(reportTo, ", \"type\": \"verify-only\"");
    pawl.awaitEnd(second);
    awaitMessages(second, "delivered");

    assertThat(FORGE.comments()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "github, /pulls, head, base",
    "gitlab, /merge_requests, source_branch, target_branch",
    "gitea, /pulls, head, base"
  })
  void createsAPullRequestForTheBranchWithTheResult(
      String forge, String path, String head, String base) {
    TestFiles.write(workTree, "A.java", "class A {int a;}\n");
    TestFiles.askForJavaFormatter(workTree);
    commit = TestFiles.commitAll(workTree);
    GitHttpBackend.run(
        workTree,
        "git",
        "push",
        "--quiet",
        "--force",
        ForgeTest.Node.HOME.resolve(repository + ".git").toString(),
        "HEAD:main");

    String workflow =
        submit(
            "{\"forge\": \"%s\", \"create_pull_request\": true}".formatted(forge),
            ", \"type\": \"standard\"");
    JsonNode ended = pawl.awaitEnd(workflow);
    assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("completed");
    awaitMessages(workflow, "delivered");

    Request request = FORGE.await("POST", path, body -> body.has(head));
    assertThat(request.body().get(head).asString())
        .isEqualTo(ended.at("/publication/branch").asString())
        .isEqualTo("pawl/" + workflow);
    assertThat(request.body().get(base).asString()).isEqualTo("main");
  }

  @Test
  void reportsCheckRunsWithAnnotationsAsAnApp() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String key =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes())
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    storeCredential(
        "app",
        "ssh://git@forge.example.com/apps/pawl",
        "\"private_key\": " + JsonMapper.shared().writeValueAsString(key));

    String workflow = submit("{\"forge\": \"app\"}", ", \"type\": \"verify-only\"");
    pawl.awaitEnd(workflow);
    awaitMessages(workflow, "delivered");

    String path = "/repos/" + repository + "/check-runs";
    List<Request> sent =
        List.of(FORGE.requests("POST", path), FORGE.requests("PATCH", path)).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(sent)
        .isNotEmpty()
        .allMatch(request -> request.authorization().equals("Bearer installation-token"));
    assertThat(sent.getLast().body().get("status").asString()).isEqualTo("completed");
    assertThat(FORGE.requests("POST", "/access_tokens").getFirst().authorization())
        .startsWith("Bearer eyJ");
  }

  @Test
  void retriesAfterFailures() {
    FORGE.fail("/statuses/", 500, "{\"message\": \"broken\"}", Map.of());
    FORGE.fail("/statuses/", 502, "<html>", Map.of());

    String workflow = submit("{\"forge\": \"github\"}", ", \"type\": \"verify-only\"");
    pawl.awaitEnd(workflow);

    JsonNode items = awaitMessages(workflow, "delivered");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).get("last_error").isNull()).isTrue();
  }

  @Test
  void givesUpAfterTheLastAttemptAndIsSentAgainOnRequest() {
    for (int attempt = 0; attempt < 20; attempt++) {
      FORGE.fail("/statuses/", 422, "{\"message\": \"No commit found for SHA\"}", Map.of());
    }
    String workflow = submit("{\"forge\": \"github\"}", ", \"type\": \"verify-only\"");
    JsonNode ended = pawl.awaitEnd(workflow);

    JsonNode failed = awaitMessages(workflow, "failed").get(0);

    // A forge that fails never changes a workflow.
    assertThat(ended.get("status").asString()).isEqualTo("completed");
    assertThat(failed.get("last_status").asInt()).isEqualTo(422);
    assertThat(failed.get("last_error").asString()).contains("No commit found");
    FORGE.reset();
    ApiResponse again =
        pawl.post(
            "/api/v1/workflows/%s/forge-messages/%s/redelivery"
                .formatted(workflow, failed.get("message_id").asString()),
            "");
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    awaitMessages(workflow, "delivered");
  }

  @Test
  void waitsForTheEndOfARateLimit() {
    FORGE.fail(
        "/statuses/",
        403,
        "{\"message\": \"API rate limit exceeded\"}",
        Map.of("X-RateLimit-Remaining", "0", "Retry-After", "2"));

    String workflow = submit("{\"forge\": \"github\"}", ", \"type\": \"verify-only\"");
    FORGE.await("POST", "/statuses/", body -> true);
    long limited = System.nanoTime();
    pawl.awaitEnd(workflow);
    JsonNode items = awaitMessages(workflow, "delivered");

    assertThat(Duration.ofNanos(System.nanoTime() - limited))
        .isGreaterThan(Duration.ofMillis(1800));
    assertThat(items.get(0).get("tries").asInt()).isZero();
  }

  @Test
  void explainsWhatIsWrongWithADestination() {
    assertThat(reject("{\"forge\": \"elsewhere\"}"))
        .contains("/report_to/forge", "app, gitea, github, gitlab");
    assertThat(reject("{\"forge\": \"github\", \"pull_request\": 0}"))
        .contains("/report_to/pull_request", "at least 1");
    assertThat(reject("{\"forge\": \"github\", \"name\": \"../x\"}")).contains("/report_to/name");
    assertThat(reject("{\"forge\": \"github\", \"color\": 1}")).contains("/report_to/color");
    url = ForgeTest.Node.GIT.url("others/app.git");
    assertThat(reject("{\"forge\": \"github\"}")).contains("422");
    assertThat(FORGE.requests("POST", "")).isEmpty();
  }

  private String reject(String reportTo) {
    ApiResponse response = pawl.post("/api/v1/workflows", body(reportTo, ""));
    assertThat(response.status()).as(response.body()).isEqualTo(422);
    return response.body();
  }

  @Test
  void showsNoSecret() {
    String workflow = submit("{\"forge\": \"github\"}", ", \"type\": \"verify-only\"");
    pawl.awaitEnd(workflow);

    JsonNode view = pawl.get("/api/v1/workflows/" + workflow).json();
    assertThat(view.at("/report_to/repository").asString()).isEqualTo(repository);
    assertThat(view.toString() + awaitMessages(workflow, "delivered")).doesNotContain("t-github");
  }
}
