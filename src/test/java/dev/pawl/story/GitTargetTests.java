package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.GitHttpBackend;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.WorkspaceService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests git targets with a real git server: what is known of their commits, and how their results are published. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = GitTargetTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class GitTargetTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-git-targets");
  private static final GitHttpBackend SERVER = new GitHttpBackend(HOME);
  private static final AtomicInteger REPOSITORIES = new AtomicInteger();
  private static final String UNFORMATTED = "class A {int a;}\n";
  private static final List<String> FORMATS =
      List.of(
          "text",
          "json",
          "html",
          "markdown",
          "sarif",
          "junit",
          "diff",
          "gitlab",
          "checkstyle",
          "github");

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired WorkspaceService workspaces;
  private Path workTree;
  private Path bare;
  private String url;
  private String commit;

  /** Configures a node that may reach the git server. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.workspace.git.allowed-schemes=http",
              "pawl.workspace.git.allowed-url-prefixes=" + SERVER.url(""),
              "pawl.workspace.git.commit.author-name=Quality Bot",
              "pawl.workspace.git.commit.author-email=bot@example.com",
              "pawl.workspace.git.commit.committer-name=Release Team",
              "pawl.workspace.git.commit.sign-off=true",
              "pawl.node.load-shedding-enabled=false",
              "pawl.node.max-utilization-percent=100",
              "pawl.process.sandbox-enabled=false",
              "pawl.process.allow-unsandboxed-programs=true",
              "pawl.schedule.check=100ms",
              "pawl.recovery.initial-backoff=10ms")
          .applyTo(context);
    }
  }

  @BeforeEach
  void createRepository() {
    String name = "app-" + REPOSITORIES.incrementAndGet();
    workTree = HOME.resolve(name);
    TestFiles.write(workTree, "A.java", UNFORMATTED);
    TestFiles.write(workTree, "b/B.java", UNFORMATTED.replace("A", "B"));
    TestFiles.askForJavaFormatter(workTree);
    TestFiles.commitAll(workTree);
    git(
        workTree,
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.com",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "Add <b>two</b> classes\n\nBody");
    commit = git(workTree, "rev-parse", "HEAD");
    bare = SERVER.publish(workTree, name + ".git");
    url = SERVER.url(name + ".git");
  }

  private static String git(Path folder, String... arguments) {
    var command = new ArrayList<String>(List.of("git"));
    command.addAll(List.of(arguments));
    return GitHttpBackend.run(folder, command.toArray(String[]::new));
  }

  private String submitGit(String git, String fields) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"git\": {\"url\": \"%s\"%s}}%s}".formatted(url, git, fields));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json().get("workflow_id").asString();
  }

  private JsonNode runGit(String git, String fields) {
    return pawl.awaitEnd(submitGit(git, fields));
  }

  private List<String> listed(String query) {
    ApiResponse answer = pawl.get("/api/v1/workflows?limit=200&" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("workflow_id").asString())
        .toList();
  }

  private String report(String id, String format) {
    ApiResponse answer = pawl.get("/api/v1/workflows/%s/report?format=%s".formatted(id, format));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String id(JsonNode workflow) {
    return workflow.get("workflow_id").asString();
  }

  @Test
  void statesTheCommitInListPageAndEveryReport() {
    JsonNode workflow = runGit("", ", \"type\": \"format-only\"");

    JsonNode revision = workflow.get("revision");
    assertThat(revision.get("repository").asString()).isEqualTo(url);
    assertThat(revision.get("ref").asString()).isEqualTo("refs/heads/main");
    assertThat(revision.get("commit").asString()).isEqualTo(commit);
    assertThat(revision.get("subject").asString()).isEqualTo("Add <b>two</b> classes");
    assertThat(revision.get("author").asString()).isEqualTo("Ada <ada@example.com>");
    JsonNode listed = pawl.get("/api/v1/workflows?commit=" + commit).json().get("items").get(0);
    assertThat(listed.get("revision")).isEqualTo(revision);
    for (String format : FORMATS) {
      String text = report(id(workflow), format);
      if (!format.equals("gitlab")) {
        assertThat(text).as(format).contains(commit.substring(0, 12));
      }
    }
    assertThat(report(id(workflow), "html")).doesNotContain("<b>two</b>");
    JsonNode provenance =
        JsonMapper.shared()
            .readTree(report(id(workflow), "sarif"))
            .at("/runs/0/versionControlProvenance/0");
    assertThat(provenance.get("repositoryUri").asString()).isEqualTo(url);
    assertThat(provenance.get("revisionId").asString()).isEqualTo(commit);
    assertThat(provenance.get("branch").asString()).isEqualTo("main");
    assertThat(pawl.get("/workflows/" + id(workflow)).body())
        .contains(commit, "Add &lt;b&gt;two&lt;/b&gt; classes", "Ada &lt;ada@example.com&gt;");
    assertThat(pawl.get("/workflows").body()).contains(commit.substring(0, 12));
  }

  @Test
  void appliesTheDiffReportWithItsHeader() {
    JsonNode workflow = runGit("", ", \"type\": \"format-only\", \"dry_run\": true");
    Path patch = TestFiles.write(HOME, "with-header.diff", report(id(workflow), "diff"));

    assertThat(TestFiles.read(HOME, "with-header.diff")).startsWith("# repository: " + url);
    git(workTree, "apply", patch.toString());

    assertThat(TestFiles.read(workTree, "A.java")).isNotEqualTo(UNFORMATTED);
  }

  @Test
  void findsWorkflowsByCommitBranchAndRepository() {
    git(bare, "branch", "feature/x", "main");
    git(bare, "tag", "feature/x", "main");
    String onMain = id(runGit(", \"ref\": \"main\"", ", \"type\": \"verify-only\""));
    String onBranch =
        id(runGit(", \"ref\": \"refs/heads/feature/x\"", ", \"type\": \"verify-only\""));
    String onTag = id(runGit(", \"ref\": \"refs/tags/feature/x\"", ", \"type\": \"verify-only\""));
    String byId = id(runGit(", \"ref\": \"" + commit + "\"", ", \"type\": \"verify-only\""));

    assertThat(listed("repository=" + url)).containsExactly(byId, onTag, onBranch, onMain);
    assertThat(listed("repository=" + url + "&branch=main")).containsExactly(onMain);
    assertThat(listed("repository=" + url + "&branch=feature/x")).containsExactly(onBranch);
    assertThat(listed("branch=refs/heads/feature/x&repository=" + url)).containsExactly(onBranch);
    assertThat(listed("commit=" + commit)).containsExactly(byId, onTag, onBranch, onMain);
    assertThat(listed("commit=" + commit.substring(0, 9).toUpperCase(Locale.ROOT)))
        .contains(onMain);
    assertThat(listed("commit=0000000")).isEmpty();
    assertThat(pawl.get("/api/v1/workflows/" + byId).json().at("/revision/ref").isMissingNode())
        .isTrue();
    for (String commitParameter : List.of("abc", "main", "", "%25", "0".repeat(65))) {
      ApiResponse answer = pawl.get("/api/v1/workflows?commit=" + commitParameter);
      assertThat(answer.status()).as(commitParameter).isBetween(400, 422);
      assertThat(answer.body()).contains("commit");
    }
    ApiResponse bulk =
        pawl.post(
            "/api/v1/workflows/rerun",
            "{\"filter\": {\"commit\": \"%s\", \"branch\": \"main\", \"repository\": \"%s\"}}"
                .formatted(commit, url));
    assertThat(bulk.status()).as(bulk.body()).isEqualTo(200);
    assertThat(bulk.json().get("matched").asInt()).isEqualTo(1);
  }

  @Test
  void readsTheCommitOfAWorkTree() {
    git(workTree, "remote", "add", "origin", "https://ada:s3cret@git.example.com/team/app.git");
    TestFiles.write(workTree, "uncommitted.txt", "x\n");

    JsonNode workflow = pawl.submitAndAwaitEnd(workTree, "\"type\": \"verify-only\"");

    assertThat(workflow.at("/revision/repository").asString())
        .isEqualTo("https://git.example.com/team/app.git");
    assertThat(workflow.at("/revision/ref").asString()).isEqualTo("refs/heads/main");
    assertThat(workflow.at("/revision/commit").asString()).isEqualTo(commit);
    assertThat(workflow.at("/revision/subject").asString()).isEqualTo("Add <b>two</b> classes");
    assertThat(workflow.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-git", "alternates", "broken-head", "link"})
  void readsNoCommitElsewhere(String kind) throws Exception {
    Path target = HOME.resolve(kind + "-" + REPOSITORIES.incrementAndGet());
    TestFiles.write(target, "A.java", UNFORMATTED);
    if (!kind.equals("no-git")) {
      TestFiles.commitAll(target);
    }
    switch (kind) {
      case "alternates" ->
          TestFiles.write(
              target, ".git/objects/info/alternates", workTree.resolve(".git/objects") + "\n");
      case "broken-head" -> TestFiles.write(target, ".git/HEAD", "root:x:0:0\n");
      case "link" -> {
        TestFiles.delete(target.resolve(".git"));
        Files.createSymbolicLink(target.resolve(".git"), workTree.resolve(".git"));
      }
      default -> {}
    }

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(workflow.path("revision").isMissingNode() || workflow.get("revision").isNull())
        .as(workflow.toString())
        .isTrue();
  }

  @Test
  void reportsARejectedPushAndRepeatsIt() {
    GitHttpBackend.writeHook(
        bare, "pre-receive", "echo 'policy <i>42</i>: no bots on Friday' >&2\nexit 1\n");

    JsonNode workflow = runGit("", ", \"type\": \"format-only\"");

    String id = id(workflow);
    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    assertThat(workflow.get("ended_reason").asString()).isEqualTo("publish_rejected");
    assertThat(workflow.get("ended_message").asString())
        .contains("pawl/" + id, "pre-receive hook declined", "policy <i>42</i>: no bots on Friday");
    assertThat(workflow.at("/failure/message").asString()).contains("no bots on Friday");
    assertThat(workflow.get("allowed_actions").toString()).contains("publication");
    JsonNode listed =
        pawl.get("/api/v1/workflows?ended_reason=publish_rejected&repository=" + url)
            .json()
            .at("/items/0");
    assertThat(listed.get("ended_message").asString()).contains("no bots on Friday");
    assertThat(pawl.get("/api/v1/workflows/" + id + "/events?limit=200").body())
        .contains("publish_rejected", "no bots on Friday");
    for (String format : FORMATS) {
      assertThat(report(id, format)).as(format).contains("no bots on Friday");
    }
    assertThat(pawl.get("/workflows").body()).contains("no bots on Friday");
    assertThat(pawl.get("/workflows/" + id).body()).contains("no bots on Friday");

    TestFiles.delete(bare.resolve("hooks/pre-receive"));
    ApiResponse answer = pawl.post("/api/v1/workflows/" + id + "/publication", "{}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    JsonNode repeated = pawl.awaitEnd(id);

    assertThat(repeated.get("status").asString()).isEqualTo("completed");
    assertThat(repeated.path("ended_message").asString("")).isEmpty();
    assertThat(repeated.at("/publication/branch").asString()).isEqualTo("pawl/" + id);
    String pushed = git(bare, "rev-parse", "pawl/" + id);
    assertThat(repeated.at("/publication/commit").asString()).isEqualTo(pushed);
    assertThat(git(bare, "log", "-1", "--format=%an <%ae>|%cn <%ce>|%P", pushed))
        .isEqualTo("Quality Bot <bot@example.com>|Release Team <bot@example.com>|" + commit);
    assertThat(git(bare, "log", "-1", "--format=%(trailers:key=Signed-off-by)", pushed))
        .isEqualTo("Signed-off-by: Release Team <bot@example.com>");
    assertThat(pawl.post("/api/v1/workflows/" + id + "/publication", "{}").status()).isEqualTo(409);

    pawl.post("/api/v1/workflows/" + id + "/rollback", "{}");
    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("rolled_back");
    assertThat(git(bare, "branch", "--list", "pawl/*")).isEmpty();
  }

  @Test
  void returnsAPatchWithoutACredentialThatMayPush() {
    git(bare, "config", "http.receivepack", "false");

    JsonNode workflow = runGit("", ", \"type\": \"format-only\"");

    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
    assertThat(PawlClient.step(workflow, "publish").get("summary").asString())
        .contains("no credential is stored", "patch");
  }

  @Test
  void publishesAFinishedDryRunOnRequest() {
    JsonNode dryRun =
        pawl.submitAndAwaitEnd(workTree, "\"type\": \"format-only\", \"dry_run\": true");
    String url = "/api/v1/workflows/" + id(dryRun) + "/publication";
    assertThat(dryRun.get("allowed_actions").toString()).contains("publication");
    assertThat(TestFiles.read(workTree, "A.java")).isEqualTo(UNFORMATTED);

    ApiResponse unknown = pawl.post(url, "{\"paths\": [\"b/**\", \"c/**\"]}");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.body()).contains("/paths/1", "c/**").doesNotContain("/paths/0");
    assertThat(pawl.post(url, "{\"path\": [\"b/**\"]}").status()).isBetween(400, 422);
    assertThat(pawl.post(url, "{\"paths\": [\"\"]}").status()).isBetween(400, 422);
    assertThat(pawl.post(url, "{\"paths\": [\"b/**\"]}").status()).isEqualTo(202);
    JsonNode published = pawl.awaitEnd(id(dryRun));

    assertThat(published.get("status").asString()).isEqualTo("completed");
    assertThat(published.at("/publication/files").asInt()).isEqualTo(1);
    assertThat(TestFiles.read(workTree, "A.java")).isEqualTo(UNFORMATTED);
    assertThat(TestFiles.read(workTree, "b/B.java")).isNotEqualTo(UNFORMATTED.replace("A", "B"));
    assertThat(pawl.eventTypes(id(dryRun))).contains("publication_requested");
    assertThat(report(id(dryRun), "text")).doesNotContain("the target is unchanged");

    pawl.post("/api/v1/workflows/" + id(dryRun) + "/rollback", "{}");
    assertThat(pawl.awaitEnd(id(dryRun)).get("status").asString()).isEqualTo("rolled_back");
    assertThat(TestFiles.read(workTree, "b/B.java")).isEqualTo(UNFORMATTED.replace("A", "B"));
  }

  @Test
  void refusesToPublishADryRunOnAChangedTarget() {
    JsonNode dryRun =
        pawl.submitAndAwaitEnd(workTree, "\"type\": \"format-only\", \"dry_run\": true");
    String url = "/api/v1/workflows/" + id(dryRun) + "/publication";
    TestFiles.write(workTree, "A.java", "class A { int other; }\n");

    assertThat(pawl.post(url, "{}").status()).isEqualTo(202);
    JsonNode refused = pawl.awaitEnd(id(dryRun));

    assertThat(refused.get("ended_reason").asString()).isEqualTo("publish_conflict");
    assertThat(refused.get("ended_message").asString()).contains("A.java");
    assertThat(TestFiles.read(workTree, "A.java")).isEqualTo("class A { int other; }\n");
    TestFiles.write(workTree, "A.java", UNFORMATTED);
    assertThat(pawl.post(url, "{}").status()).isEqualTo(202);
    assertThat(pawl.awaitEnd(id(dryRun)).get("status").asString()).isEqualTo("completed");
    assertThat(TestFiles.read(workTree, "A.java")).isNotEqualTo(UNFORMATTED);
  }

  @Test
  void publishesADryRunOfARepository() {
    String id = id(runGit("", ", \"type\": \"format-only\", \"dry_run\": true"));
    assertThat(git(bare, "branch", "--list", "pawl/*")).isEmpty();

    pawl.post("/api/v1/workflows/" + id + "/publication", "{\"paths\": [\"A.java\"]}");
    JsonNode published = pawl.awaitEnd(id);

    assertThat(published.get("status").asString()).isEqualTo("completed");
    assertThat(git(bare, "diff", "--name-only", commit, "pawl/" + id)).isEqualTo("A.java");
  }

  private String createSchedule(String name) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/schedules",
            "{\"name\": \"%s\", \"cron\": \"@yearly\", \"workflow\": {\"type\": \"format-only\", \"target\": {\"git\": {\"url\": \"%s\"}}}}"
                .formatted(name, url));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.header("Location");
  }

  /** Makes the schedule due, and returns the workflow that it starts, at its end. */
  private JsonNode runSchedule(String schedule) {
    String last = pawl.get(schedule).json().path("last_workflow_id").asString("");
    jdbc.sql("update schedule set next_at = now() where id = cast(? as uuid)")
        .param(schedule.substring(schedule.lastIndexOf('/') + 1))
        .update();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !pawl.get(schedule).json().path("last_workflow_id").asString("").equals(last));
    return pawl.awaitEnd(pawl.get(schedule).json().get("last_workflow_id").asString());
  }

  private void commitToMain(String file) {
    TestFiles.write(workTree, file, UNFORMATTED.replace("A", file.replace(".java", "")));
    TestFiles.commitAll(workTree);
    git(workTree, "push", "--quiet", bare.toString(), "main");
  }

  @Test
  void updatesTheBranchOfASchedule() {
    String schedule = createSchedule("nightly.run");
    JsonNode first = runSchedule(schedule);
    String branch = first.at("/publication/branch").asString();
    String firstCommit = first.at("/publication/commit").asString();

    JsonNode second = runSchedule(schedule);

    assertThat(branch).startsWith("pawl/schedule/nightly.run-");
    assertThat(second.at("/publication/branch").asString()).isEqualTo(branch);
    assertThat(second.at("/publication/commit").asString()).isEqualTo(firstCommit);
    assertThat(git(bare, "branch", "--list", "pawl/*", "--format=%(refname:short)"))
        .as("no second branch")
        .isEqualTo(branch);
    assertThat(git(bare, "rev-parse", branch)).isEqualTo(firstCommit);

    commitToMain("C.java");
    JsonNode third = runSchedule(schedule);

    assertThat(git(bare, "branch", "--list", "pawl/*", "--format=%(refname:short)"))
        .isEqualTo(branch);
    assertThat(git(bare, "rev-parse", branch))
        .isNotEqualTo(firstCommit)
        .isEqualTo(third.at("/publication/commit").asString());
    assertThat(git(bare, "rev-parse", branch + "^")).isEqualTo(git(bare, "rev-parse", "main"));

    git(bare, "branch", "--force", branch, "main");
    commitToMain("D.java");
    JsonNode fourth = runSchedule(schedule);

    assertThat(fourth.get("ended_reason").asString()).isEqualTo("publish_rejected");
    assertThat(fourth.get("ended_message").asString()).contains("which Pawl did not push");

    git(bare, "branch", "-D", branch);
    pawl.post("/api/v1/workflows/" + id(fourth) + "/publication", "{}");
    assertThat(pawl.awaitEnd(id(fourth)).at("/publication/branch").asString()).isEqualTo(branch);
  }

  @Test
  void deletesOldBranchesUnlessOthersChangedThem() {
    String expired = id(runGit("", ", \"type\": \"format-only\""));
    String changed = id(runGit("", ", \"type\": \"format-only\""));
    String recent = id(runGit("", ", \"type\": \"format-only\""));
    git(bare, "branch", "pawl/by-hand", "main");
    git(bare, "branch", "--force", "pawl/" + changed, "main");
    jdbc.sql(
            "update published_branch set pushed_at = now() - interval '40 days' where branch in (?, ?)")
        .params("pawl/" + expired, "pawl/" + changed)
        .update();

    int deleted = workspaces.deleteBranchesPushedBefore(Instant.now().minus(Duration.ofDays(30)));

    assertThat(deleted).isEqualTo(1);
    assertThat(git(bare, "branch", "--list", "pawl/*", "--format=%(refname:short)").lines())
        .containsExactlyInAnyOrder("pawl/by-hand", "pawl/" + changed, "pawl/" + recent);
    assertThat(
            jdbc.sql("select branch from published_branch where repository = ?")
                .param(url)
                .query(String.class)
                .list())
        .containsExactly("pawl/" + recent);
  }

  @Test
  void keepsTheRecordOfABranchThatCannotBeDeleted() {
    String id = id(runGit("", ", \"type\": \"format-only\""));
    GitHttpBackend.writeHook(bare, "pre-receive", "exit 1\n");
    jdbc.sql("update published_branch set pushed_at = now() - interval '40 days' where branch = ?")
        .param("pawl/" + id)
        .update();
    Instant cutoff = Instant.now().minus(Duration.ofDays(30));

    assertThat(workspaces.deleteBranchesPushedBefore(cutoff)).isZero();
    TestFiles.delete(bare.resolve("hooks/pre-receive"));
    assertThat(workspaces.deleteBranchesPushedBefore(cutoff)).as("not before a while").isZero();
    jdbc.sql("update published_branch set checked_at = now() - interval '1 hour' where branch = ?")
        .param("pawl/" + id)
        .update();

    assertThat(workspaces.deleteBranchesPushedBefore(cutoff)).isEqualTo(1);
    assertThat(git(bare, "branch", "--list", "pawl/*")).isEmpty();
  }

  /** The types of workflows that verify, each with the step that judges the gates. */
  @ParameterizedTest
  @ValueSource(
      strings = {"verify-only", "format-only", "cleanup-only", "standard", "comprehensive"})
  void comparesGatesOnNewCodeWithTheSubmittedCommitInEveryType(String type) {
    TestFiles.write(workTree, "Broken.java", "class Broken {\n  void a( {}\n}\n");
    TestFiles.commitAll(workTree);
    git(workTree, "push", "--quiet", bare.toString(), "main");
    String gates =
        ", \"type\": \"%s\", \"dry_run\": true, \"gates\": [{\"metric\": \"errors\", \"operator\": \"%s\", \"threshold\": %s, \"on\": \"%s\"}]";

    JsonNode onNew = runGit("", gates.formatted(type, "<=", 0, "new"));
    JsonNode onAll = runGit("", gates.formatted(type, ">=", 1, "all"));
    JsonNode tooFew = runGit("", gates.formatted(type, ">=", 1, "new"));

    assertThat(onNew.get("status").asString()).as(onNew.toString()).isEqualTo("completed");
    assertThat(report(id(onNew), "markdown")).contains("on new code", "0, passed");
    assertThat(onAll.get("status").asString()).as(onAll.toString()).isEqualTo("completed");
    assertThat(tooFew.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(report(id(tooFew), "junit")).contains("on new code", "0, failed");
  }
}
