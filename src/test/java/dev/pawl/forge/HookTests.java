package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.callback.WebhookSignature;
import dev.pawl.workspace.GitHttpBackend;
import dev.pawl.workspace.TestFiles;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.JsonNode;

/**
 * Tests the events of forges, with payloads that are written from their documentation and a real git server. {@code
 * -Dpawl.deliveries=1000} runs the long form.
 */
@ForgeTest
class HookTests {

  private static final int DELIVERIES = Integer.getInteger("pawl.deliveries", 60);
  private static final AtomicInteger REPOSITORIES = new AtomicInteger();
  private static final String ZEROS = "0".repeat(40);

  @Autowired PawlClient pawl;
  @Autowired HookService hooks;
  @Autowired JdbcClient jdbc;
  private Path workTree;
  private String repository;
  private String commit;

  /** Counts what is read of a body that never ends. */
  private static final class EndlessBody extends InputStream {

    private long bytes;

    @Override
    public int read() {
      bytes++;
      return 'x';
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      bytes += length;
      return length;
    }
  }

  private ErrorResponseException rejection(String connection, InputStream body) {
    return catchThrowableOfType(
        ErrorResponseException.class, () -> hooks.receive(connection, header -> null, body));
  }

  @Test
  void readsNoBodyForAnUnknownConnection() {
    var body = new EndlessBody();

    assertThat(rejection("unknown", body).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(body.bytes).isZero();
  }

  @Test
  void limitsTheMemoryOfAllBodies() {
    ErrorResponseException rejection = rejection("github", new EndlessBody());

    assertThat(rejection.getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
    assertThat(rejection.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("30");
    assertThat(rejection("github", InputStream.nullInputStream()).getStatusCode())
        .as("the memory is free again, and the signature is missing")
        .isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @BeforeEach
  void createRepository() {
    ForgeTest.Node.FORGE.reset();
    jdbc.sql("delete from forge_message").update();
    jdbc.sql("delete from forge_trigger").update();
    repository = "team/hooked-" + REPOSITORIES.incrementAndGet();
    workTree = ForgeTest.Node.HOME.resolve("work/" + repository);
    TestFiles.write(workTree, "A.java", "class A {}\n");
    commit = TestFiles.commitAll(workTree);
    ForgeTest.Node.GIT.publish(workTree, repository + ".git");
    for (String name : List.of("github", "gitlab", "gitea")) {
      ApiResponse stored =
          pawl.post(
              "/api/v1/credentials",
              "{\"name\": \"%1$s\", \"url\": \"https://%1$s.example.com/\", \"token\": \"t-%1$s\"}"
                  .formatted(name));
      assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    }
  }

  /** Commits a change and pushes it to a ref of the server. */
  private String push(String ref, String file) {
    TestFiles.write(workTree, file, "class " + file.replaceAll("\\W.*", "") + " {}\n");
    commit = TestFiles.commitAll(workTree);
    GitHttpBackend.run(
        workTree,
        "git",
        "push",
        "--quiet",
        "--force",
        ForgeTest.Node.HOME.resolve(repository + ".git").toString(),
        "HEAD:" + ref);
    return commit;
  }

  private JsonNode createTrigger(String forge, String fields) {
    String body =
        "{\"name\": \"%s\", \"forge\": \"%s\", \"repository\": \"%s\", \"workflow\": {\"type\": \"verify-only\"}%s}"
            .formatted(
                "t-" + UUID.randomUUID().toString().substring(0, 8), forge, repository, fields);
    ApiResponse created = pawl.post("/api/v1/triggers", body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json();
  }

  private String pushEvent(String forge, String branch, String after, String... files) {
    String list = Stream.of(files).map("\"%s\""::formatted).toList().toString();
    String project =
        forge.equals("gitlab")
            ? "\"project\": {\"id\": 1, \"path_with_namespace\": \"%s\"}, \"total_commits_count\":"
                + " 1"
            : "\"repository\": {\"id\": 1, \"full_name\": \"%s\"}, \"forced\": false";
    return """
    {"object_kind": "push", "ref": "refs/heads/%s", "before": "%s", "after": "%s", "nonce": "%s", %s,
     "commits": [{"id": "%s", "added": [], "modified": %s, "removed": []}]}
    """
        .formatted(
            branch, ZEROS, after, UUID.randomUUID(), project.formatted(repository), after, list);
  }

  private String pullRequestEvent(String forge, int number, String head, String headRepository) {
    if (forge.equals("gitlab")) {
      return """
      {"object_kind": "merge_request", "project": {"id": 1, "path_with_namespace": "%s"},
       "object_attributes": {"iid": %d, "action": "open", "source_branch": "topic", "target_branch": "main",
        "source_project_id": %d, "target_project_id": 1, "last_commit": {"id": "%s"}}}
      """
          .formatted(repository, number, headRepository.equals(repository) ? 1 : 2, head);
    }
    return """
    {"action": "opened", "number": %d, "repository": {"full_name": "%s"},
     "pull_request": {"number": %d, "head": {"ref": "topic", "sha": "%s", "repo": {"full_name": "%s"}},
      "base": {"ref": "main", "sha": "%s"}}}
    """
        .formatted(number, repository, number, head, headRepository, commit);
  }

  private static String hmac(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = ForgeTest.WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the headers with which a forge sends an event. */
  private static String[] headers(String forge, String event, String delivery, String body) {
    boolean push = event.equals("push");
    return switch (forge) {
      case "github" ->
          new String[] {
            "X-GitHub-Event", event,
            "X-GitHub-Delivery", delivery,
            "X-Hub-Signature-256", "sha256=" + hmac(body)
          };
      case "gitea" ->
          new String[] {
            "X-Gitea-Event", event,
            "X-Gitea-Delivery", delivery,
            "X-Gitea-Signature", hmac(body)
          };
      default ->
          gitLabHeaders(push ? "Push Hook" : "Merge Request Hook", delivery, body, Instant.now());
    };
  }

  private static String[] gitLabHeaders(
      String event, String delivery, String body, Instant signedAt) {
    return new String[] {
      "X-Gitlab-Event",
      event,
      "webhook-id",
      delivery,
      "webhook-timestamp",
      Long.toString(signedAt.getEpochSecond()),
      "webhook-signature",
      new WebhookSignature(ForgeTest.WEBHOOK_SECRET).sign(delivery, signedAt, body)
    };
  }

  private ApiResponse send(String forge, String event, String delivery, String body) {
    return pawl.post("/api/v1/hooks/" + forge, body, headers(forge, event, delivery, body));
  }

  private ApiResponse send(String forge, String event, String body) {
    return send(forge, event, UUID.randomUUID().toString(), body);
  }

  /** Waits until an event is processed, and returns the result. */
  private String awaitResult(ApiResponse accepted) {
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.json().get("status").asString()).isEqualTo("accepted");
    UUID id = UUID.fromString(accepted.json().get("event_id").asString());
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                jdbc.sql("select result from forge_event where id = ? and processed_at is not null")
                    .param(id)
                    .query(String.class)
                    .optional()
                    .orElse(null),
            result -> result != null);
  }

  private List<JsonNode> workflows(JsonNode trigger) {
    return pawl.get("/api/v1/workflows?limit=200&label.trigger=" + trigger.get("name").asString())
        .json()
        .get("items")
        .valueStream()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"github", "gitlab", "gitea"})
  void startTheWorkflowOfAPush(String forge) {
    JsonNode trigger = createTrigger(forge, ", \"events\": [\"push\"]");

    String result = awaitResult(send(forge, "push", pushEvent(forge, "main", commit, "A.java")));

    assertThat(result).startsWith("started quality_");
    JsonNode workflow = pawl.awaitEnd(result.substring("started ".length()));
    assertThat(workflow.at("/revision/commit").asString()).isEqualTo(commit);
    assertThat(workflow.at("/target/git/ref").asString()).isEqualTo("refs/heads/main");
    assertThat(workflow.at("/labels/trigger").asString()).isEqualTo(trigger.get("name").asString());
    assertThat(workflow.at("/report_to/context").asString())
        .isEqualTo("pawl/" + trigger.get("name").asString());
    ForgeTest.Node.FORGE.await("POST", "/statuses/" + commit, body -> true);
    JsonNode stored = pawl.get("/api/v1/triggers/" + trigger.get("trigger_id").asString()).json();
    assertThat(stored.get("last_workflow_id")).isEqualTo(workflow.get("workflow_id"));
  }

  @ParameterizedTest
  @CsvSource({
    "github, refs/pull/5/head, pull_request",
    "gitlab, refs/merge-requests/5/head, pull_request",
    "gitea, refs/pull/5/head, pull_request"
  })
  void startTheWorkflowOfAPullRequest(String forge, String ref, String event) {
    String base = commit;
    String head = push(ref, "B.java");
    createTrigger(forge, ", \"events\": [\"pull_request\"], \"branches\": [\"main\"]");

    String result = awaitResult(send(forge, event, pullRequestEvent(forge, 5, head, repository)));

    assertThat(result).startsWith("started quality_");
    JsonNode workflow = pawl.awaitEnd(result.substring("started ".length()));
    assertThat(workflow.at("/revision/commit").asString()).isEqualTo(head).isNotEqualTo(base);
    assertThat(workflow.at("/report_to/pull_request").asInt()).isEqualTo(5);
  }

  @Test
  void limitTheScopeToWhatAPullRequestChanges() {
    String head = push("refs/pull/6/head", "B.java");
    ApiResponse created =
        pawl.post(
            "/api/v1/triggers",
            "{\"name\": \"scoped\", \"forge\": \"github\", \"repository\": \"%s\", \"workflow\": {\"type\":"
                    .formatted(repository)
                + " \"verify-only\", \"scope\": {\"changed_since\": \"{base}\"}}}");
    assertThat(created.status()).as(created.body()).isEqualTo(201);

    String result =
        awaitResult(
            send("github", "pull_request", pullRequestEvent("github", 6, head, repository)));

    JsonNode workflow = pawl.awaitEnd(result.substring("started ".length()));
    assertThat(workflow.at("/scope/changed_since").asString()).isEqualTo("main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"github", "gitlab", "gitea"})
  void rejectWrongSignatures(String forge) {
    String body = pushEvent(forge, "main", commit);
    String[] headers = headers(forge, "push", "d-1", body);

    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].toLowerCase(Locale.ROOT).contains("signature")) {
        String[] forged = headers.clone();
        forged[i + 1] = headers[i + 1].substring(0, headers[i + 1].length() - 4) + "0000";
        assertThat(pawl.post("/api/v1/hooks/" + forge, body, forged).status()).isEqualTo(401);
        String[] without = without(headers, i);
        assertThat(pawl.post("/api/v1/hooks/" + forge, body, without).status()).isEqualTo(401);
      }
    }
    assertThat(pawl.post("/api/v1/hooks/" + forge, body + " ", headers).status()).isEqualTo(401);
    assertThat(pawl.post("/api/v1/hooks/elsewhere", body, headers).status()).isEqualTo(404);
  }

  private static String[] without(String[] headers, int index) {
    var kept = new ArrayList<>(Arrays.asList(headers));
    kept.remove(index + 1);
    kept.remove(index);
    return kept.toArray(String[]::new);
  }

  @Test
  void rejectOldSignatures() {
    String body = pushEvent("gitlab", "main", commit);
    String[] old = gitLabHeaders("Push Hook", "d-2", body, Instant.now().minusSeconds(600));

    ApiResponse response = pawl.post("/api/v1/hooks/gitlab", body, old);

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body()).contains("webhook-timestamp");
  }

  @Test
  void ignoreOtherEventsWithAReason() {
    assertThat(ignored("ping", "{\"zen\": \"Keep it simple\"}")).contains("ping");
    assertThat(ignored("push", "{\"ref\": \"refs/tags/v1\", \"after\": \"" + commit + "\"}"))
        .contains("branches");
    assertThat(ignored("push", pushEvent("github", "main", ZEROS))).contains("deleted");
    assertThat(ignored("push", "{\"ref\": \"refs/heads/main\", \"after\": \"x\"}"))
        .contains("missing");
    assertThat(ignored("pull_request", "{\"action\": \"labeled\"}")).contains("new commits");
    repository = "others/app";
    assertThat(ignored("push", pushEvent("github", "main", commit))).contains("repositories");
  }

  private String ignored(String event, String body) {
    ApiResponse response = send("github", event, body);
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    assertThat(response.json().get("status").asString()).isEqualTo("ignored");
    return response.json().get("reason").asString();
  }

  @Test
  void startNothingAgainForARepeatedEvent() {
    JsonNode trigger = createTrigger("github", "");
    String body = pushEvent("github", "main", commit);
    ApiResponse first = send("github", "push", "d-3", body);

    ApiResponse repeated = send("github", "push", "d-3", body);
    // The signature does not cover the id: a replay may have another one.
    ApiResponse replayed = send("github", "push", "d-4", body);

    assertThat(repeated.json().get("status").asString()).isEqualTo("duplicate");
    assertThat(repeated.json().get("event_id")).isEqualTo(first.json().get("event_id"));
    assertThat(replayed.json().get("status").asString()).isEqualTo("duplicate");
    awaitResult(first);
    assertThat(workflows(trigger)).hasSize(1);
  }

  @Test
  void supersedeTheWorkflowOfAnOlderPushToTheSameBranch() {
    String slow = "slow-" + UUID.randomUUID();
    // The trigger waits for a decision, so that its workflow is open until it is superseded.
    createTrigger("github", ", \"branches\": [\"main\"]");
    jdbc.sql("update forge_trigger set workflow = ?")
        .param(
            "{\"type\": \"verify-only\", \"interactive\": true, \"labels\": {\"x\": \""
                + slow
                + "\"}, \"gates\": [{\"metric\": \"errors\", \"operator\": \"<=\", \"threshold\":"
                + " -1}]}")
        .update();
    String first =
        awaitResult(send("github", "push", pushEvent("github", "main", commit)))
            .substring("started ".length());

    push("refs/heads/main", "B.java");
    String second =
        awaitResult(send("github", "push", pushEvent("github", "main", commit)))
            .substring("started ".length());

    JsonNode superseded = pawl.awaitEnd(first);
    assertThat(superseded.get("ended_reason").asString()).isEqualTo("superseded");
    assertThat(superseded.get("superseded_by").asString()).isEqualTo(second);
    pawl.post("/api/v1/workflows/" + second + "/cancellation", "");
    pawl.awaitEnd(second);
  }

  @Test
  void compareBranchesAndPaths() {
    JsonNode trigger =
        createTrigger("github", ", \"branches\": [\"release/*\"], \"paths\": [\"src/**\"]");

    assertThat(awaitResult(send("github", "push", pushEvent("github", "main", commit, "src/A"))))
        .isEqualTo("ignored: no trigger matches");
    push("refs/heads/release/1", "C.java");
    assertThat(
            awaitResult(send("github", "push", pushEvent("github", "release/1", commit, "C.java"))))
        .isEqualTo("ignored: no changed file matches");
    assertThat(
            awaitResult(
                send("github", "push", pushEvent("github", "release/1", commit, "a", "src/A"))))
        .startsWith("started");
    assertThat(workflows(trigger)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "github, /github/api/v3/repos/REPO/pulls/8/files, filename, refs/pull/8/head",
    "gitea, /gitea/api/v1/repos/REPO/pulls/8/files, filename, refs/pull/8/head",
    "gitlab, /gitlab/api/v4/projects/REPO/merge_requests/8/diffs, new_path,"
        + " refs/merge-requests/8/head"
  })
  void askTheForgeForTheFilesOfAPullRequest(String forge, String path, String field, String ref) {
    String head = push(ref, "B.java");
    createTrigger(forge, ", \"paths\": [\"src/**\"]");
    String files =
        path.replace("REPO", forge.equals("gitlab") ? repository.replace("/", "%2F") : repository);
    ForgeTest.Node.FORGE.setChangedFiles(files, "[{\"" + field + "\": \"docs/a.md\"}]");

    assertThat(
            awaitResult(send(forge, "pull_request", pullRequestEvent(forge, 8, head, repository))))
        .isEqualTo("ignored: no changed file matches");

    ForgeTest.Node.FORGE.setChangedFiles(files, "[{\"" + field + "\": \"src/a/B.java\"}]");
    assertThat(
            awaitResult(
                send(forge, "pull_request", pullRequestEvent(forge, 8, head, repository) + " ")))
        .startsWith("started");
  }

  @Test
  void startDryRunsForForksOnlyIfTheTriggerAllowsIt() {
    String head = push("refs/pull/9/head", "B.java");
    createTrigger("github", "");
    String event = pullRequestEvent("github", 9, head, "stranger/hooked");
    assertThat(awaitResult(send("github", "pull_request", event)))
        .isEqualTo("ignored: no trigger matches");

    createTrigger("github", ", \"forks\": true");
    String result = awaitResult(send("github", "pull_request", event + " "));

    assertThat(pawl.awaitEnd(result.substring("started ".length())).get("dry_run").asBoolean())
        .isTrue();
  }

  @Test
  void ignorePushesOfPawl() {
    TestFiles.askForJavaFormatter(workTree);
    push("refs/heads/main", "Bad.java");
    TestFiles.write(workTree, "Bad.java", "class Bad {int a;}\n");
    push("refs/heads/main", "C.java");
    createTrigger("github", "");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"git\": {\"url\": \"%s\"}}, \"type\": \"standard\"}"
                .formatted(ForgeTest.Node.GIT.url(repository + ".git")));
    JsonNode ended = pawl.awaitEnd(submitted.json().get("workflow_id").asString());
    String branch = ended.at("/publication/branch").asString();
    assertThat(branch).as(ended.toString()).startsWith("pawl/");

    assertThat(
            awaitResult(
                send(
                    "github",
                    "push",
                    pushEvent("github", branch, ended.at("/publication/commit").asString()))))
        .isEqualTo("ignored: Pawl has pushed the branch");
  }

  @Test
  void recordWhyNoWorkflowWasStarted() {
    JsonNode trigger = createTrigger("github", "");

    String result =
        awaitResult(send("github", "push", pushEvent("github", "gone", "a".repeat(40))));

    assertThat(result).startsWith("failed: /target");
    JsonNode stored = pawl.get("/api/v1/triggers/" + trigger.get("trigger_id").asString()).json();
    assertThat(stored.get("last_error").asString()).contains("/target");
  }

  @Test
  void startEachWorkflowOnceHoweverOftenAndConcurrentlyTheirEventsAreSent() throws Exception {
    JsonNode trigger = createTrigger("gitea", ", \"report\": false");
    int distinct = Math.max(5, DELIVERIES / 5);
    var events = new ArrayList<String>();
    for (int i = 0; i < distinct; i++) {
      GitHttpBackend.run(
          ForgeTest.Node.HOME.resolve(repository + ".git"), "git", "branch", "b" + i, commit);
      events.add(pushEvent("gitea", "b" + i, commit));
    }
    var deliveries = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < DELIVERIES; i++) {
      int event = i % distinct;
      deliveries.add(() -> send("gitea", "push", "delivery-" + event, events.get(event)).status());
    }
    Collections.shuffle(deliveries, new Random(7));

    try (var senders = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> status : senders.invokeAll(deliveries)) {
        assertThat(status.get()).isEqualTo(202);
      }
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(20))
        .until(
            () ->
                jdbc.sql(
                        "select count(*) from forge_event where repository = ? and processed_at is"
                            + " not null")
                    .param(repository)
                    .query(Integer.class)
                    .single(),
            processed -> processed == distinct);

    List<String> branches =
        jdbc.sql("select git_ref from workflow where labels ->> 'trigger' = ?")
            .param(trigger.get("name").asString())
            .query(String.class)
            .list();
    assertThat(branches).hasSize(distinct).doesNotHaveDuplicates();
  }

  @Test
  void acceptBadgesWithoutResults() {
    ApiResponse badge =
        pawl.get("/api/v1/badge?target=" + ForgeTest.Node.GIT.url(repository + ".git"));

    assertThat(badge.status()).isEqualTo(200);
    assertThat(badge.header("Content-Type")).startsWith("image/svg+xml");
    assertThat(badge.body()).contains("aria-label=\"Pawl: unknown\"");
  }

  @Test
  void showTheLastResultOfABranchInItsBadge() {
    String url = ForgeTest.Node.GIT.url(repository + ".git");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"git\": {\"url\": \"%s\", \"ref\": \"main\"}}, \"type\": \"verify-only\"}"
                .formatted(url));
    pawl.awaitEnd(submitted.json().get("workflow_id").asString());

    ApiResponse badge = pawl.get("/api/v1/badge?branch=main&target=" + url);

    assertThat(badge.body()).contains("<title>Pawl: passed</title>");
    assertThat(
            pawl.get(
                    "/api/v1/badge?branch=main&target=" + url,
                    "If-None-Match",
                    badge.header("ETag"))
                .status())
        .isEqualTo(304);
    assertThat(pawl.get("/api/v1/badge?branch=other&target=" + url).body()).contains("unknown");
    assertThat(pawl.get("/api/v1/badge?color=red&target=" + url).status()).isEqualTo(422);
  }
}
