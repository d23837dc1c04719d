package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.target.GitHttpServer;
import dev.pawl.target.GitSshServer;
import dev.pawl.target.TestGitRepository;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/** Tests workflows on remote repositories with the real git behind HTTP and ssh servers. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = GitTransportTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GitTransportTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-git");
  private static final int FILES = Integer.getInteger("pawl.git.files", 300);
  private static final int OTHERS = Integer.getInteger("pawl.git.others", 8);
  private static final int SLOTS = 4;

  @TempDir Path temp;
  @Autowired PawlClient pawl;

  private TestGitRepository repository = new TestGitRepository(Path.of(""));
  private GitHttpServer server;

  /** Configures a node that may reach servers of this machine. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      new TestNodeInitializer().initialize(context);
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME,
              "pawl.workspace.git.allowed-schemes=http,ssh",
              "pawl.workspace.git.allowed-url-prefixes=http://127.0.0.1,ssh://127.0.0.1",
              "pawl.workspace.git.timeout=2m",
              "pawl.credential.encryption-key=key-0123456789abcdef0123456789abcdef",
              "db-scheduler.threads=" + SLOTS)
          .applyTo(context);
    }
  }

  @BeforeEach
  void startServer() {
    repository = TestGitRepository.create(temp.resolve("odd.git"));
    server = new GitHttpServer(temp);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private ApiResponse post(String git, String fields) {
    return pawl.post("/api/v1/workflows", "{\"target\": {\"git\": {%s}}%s}".formatted(git, fields));
  }

  private String submit(String url, String type) {
    ApiResponse response = post("\"url\": \"" + url + "\"", ", \"type\": \"%s\"".formatted(type));
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    return response.json().get("workflow_id").asString();
  }

  private Stream<JsonNode> attempts(JsonNode workflow) {
    String steps = "/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/steps/";
    return workflow
        .get("phases")
        .valueStream()
        .flatMap(phase -> phase.get("steps").valueStream())
        .flatMap(step ->
            pawl.get(steps + step.get("name").asString()).json().get("attempts").valueStream());
  }

  @Test
  void contactsNoServerAndRunsNoProgramThatARepositoryNames() throws Exception {
    var contacts = new CopyOnWriteArrayList<String>();
    var other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    other.createContext("/", exchange -> contacts.add(exchange.getRequestURI().toString()));
    other.start();
    String url = "http://127.0.0.1:%d/other".formatted(other.getAddress().getPort());
    Path ran = temp.resolve("ran");
    String program = "sh -c 'touch %s'".formatted(ran);
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12\n"
            .formatted("a".repeat(64));
    String main = "refs/heads/main";
    repository.commit(main, "large.md", pointer);
    repository.commit(main, "docs/large.json", pointer);
    repository.commit(
        main,
        ".lfsconfig",
        "[lfs]\n\turl = %s\n\tstandalonetransferagent = %s\n".formatted(url, program));
    repository.commit(
        main,
        ".gitattributes",
        "* filter=lfs diff=lfs merge=lfs ident text=auto\n[attr]binary filter=lfs\n");
    repository.commit(
        main,
        ".gitmodules",
        """
        [submodule "a"]
        \tpath = a
        \turl = ext::%1$s
        [submodule "b"]
        \tpath = ../../b
        \turl = file:///etc
        [submodule "c"]
        \tpath = c
        \turl = %2$s
        \tupdate = !%1$s
        [submodule "-u"]
        \tpath = -u
        \turl = --upload-pack=%1$s
        """
            .formatted(program, url));
    repository.commit(
        main,
        ".gitconfig",
        "[core]\n\tfsmonitor = %1$s\n\tsshCommand = %1$s\n[filter \"lfs\"]\n\tsmudge = %1$s\n"
            .formatted(program));
    // The tree looks like a bare repository, whose configuration git would read in a folder.
    repository.commit(main, "HEAD", "ref: refs/heads/main\n");
    repository.commit(main, "config", "[core]\n\tfsmonitor = %s\n".formatted(program));
    repository.commit(main, "hooks/post-checkout", "#!/bin/sh\n%s\n".formatted(program));
    repository.commit(main, "objects/info/alternates", "/etc\n");
    repository.commit(main, "refs/heads/x", "x\n");
    for (String ref :
        List.of(
            "heads/--upload-pack=x",
            "heads/$(id)",
            "heads/a;b",
            "pull/1/head",
            "tags/\u00e9|x",
            "x")) {
      repository.git("update-ref", "refs/" + ref, "main");
    }

    try {
      ApiResponse submitted =
          post(
              "\"url\": \"%sodd.git\"".formatted(server.url()),
              ", \"type\": \"standard\", \"dry_run\": true");
      JsonNode done = pawl.awaitEnd(submitted.json().get("workflow_id").asString());

      assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
      assertThat(
              pawl.get("/api/v1/workflows/" + done.get("workflow_id").asString() + "/patch").body())
          .doesNotContain("oid sha256");
      assertThat(contacts).isEmpty();
      assertThat(ran).doesNotExist();
    } finally {
      other.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-only", "format-only", "standard"})
  void retriesTheFetchAfterConnectionsWereCut(String type) {
    var cuts = new AtomicInteger();
    server.sending((request, body, out) -> {
      if (request.endsWith("want") && cuts.incrementAndGet() <= 2) {
        out.write(body, 0, body.length / 2);
        out.flush();
        throw new IOException("the connection is cut");
      }
      out.write(body);
    });
    JsonNode workflow = pawl.awaitEnd(submit(server.url() + "odd.git", type));

    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
    assertThat(
            attempts(workflow)
                .filter(attempt -> attempt.path("failure").isObject())
                .map(attempt -> attempt.get("failure").get("type").asString()))
        .containsExactly("network", "network");
    assertThat(workflow.toString()).doesNotContain("may indicate code issues");
  }

  @Test
  void retriesThePushAfterTheConnectionWasCut() {
    repository.commit(
        "refs/heads/main", ".editorconfig", "root = true\n[*]\ntrim_trailing_whitespace = true\n");
    repository.commit("refs/heads/main", "b.txt", "text  \n");
    var pushes = new AtomicInteger();
    server.sending((request, body, out) -> {
      if (request.startsWith("POST /odd.git/git-receive-pack") && pushes.incrementAndGet() == 1) {
        throw new IOException("the connection is cut");
      }
      out.write(body);
    });
    JsonNode workflow = pawl.awaitEnd(submit(server.url() + "odd.git", "format-only"));

    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
    assertThat(pushes).as("the second attempt finds the branch").hasValue(1);
    assertThat(
            attempts(workflow)
                .filter(attempt -> attempt.path("failure").isObject())
                .map(attempt -> attempt.get("failure").get("type").asString()))
        .containsExactly("network");
    String branch = "refs/heads/pawl/" + workflow.get("workflow_id").asString();
    assertThat(repository.git("show", branch + ":b.txt")).isEqualTo("text");
  }

  @Test
  void reportsANetworkFailureAfterTheLastAttempt() {
    server.sending((request, body, out) -> {
      if (!request.endsWith("want")) {
        out.write(body);
      }
    });
    JsonNode workflow = pawl.awaitEnd(submit(server.url() + "odd.git", "verify-only"));

    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    JsonNode failure = workflow.get("failure");
    assertThat(failure.get("type").asString()).isEqualTo("network");
    assertThat(failure.get("suggestions").toString())
        .contains("check that the nodes reach the git server")
        .doesNotContain("code issues");
    assertThat(attempts(workflow)).hasSize(3);
  }

  @Test
  void aSlowServerDoesNotDelayOtherWorkflows() throws Exception {
    var answer = new CountDownLatch(1);
    var waiting = new CountDownLatch(2 * SLOTS);
    server.sending((request, body, out) -> {
      if (request.endsWith("want")) {
        waiting.countDown();
        answer.await();
      }
      out.write(body);
    });
    var slow = new ArrayList<String>();
    for (int i = 0; i < 2 * SLOTS; i++) {
      TestGitRepository.create(temp.resolve("slow" + i + ".git"));
      slow.add(submit(server.url() + "slow" + i + ".git", "verify-only"));
    }
    waiting.await();

    for (int i = 0; i < OTHERS; i++) {
      Path target = pawl.newTarget();
      TestFiles.write(target, "T.java", "class T {}\n");
      assertThat(
              pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("status").asString())
          .isEqualTo("completed");
    }
    assertThat(slow)
        .allSatisfy(id ->
            assertThat(pawl.get("/api/v1/workflows/" + id).json().get("status").asString())
                .isEqualTo("running"));
    answer.countDown();
    assertThat(slow)
        .allSatisfy(
            id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed"));
  }

  @Test
  void aSlowFetchOfABaseDoesNotDelayOtherWorkflows() throws Exception {
    var slow = new ArrayList<String>();
    for (int i = 0; i < 2 * SLOTS; i++) {
      TestGitRepository forked = TestGitRepository.create(temp.resolve("forked" + i + ".git"));
      forked.git("update-ref", "refs/heads/feature", "refs/heads/main");
      forked.commit("refs/heads/main", "later.txt", "later\n");
      forked.commit("refs/heads/feature", "feature.txt", "feature\n");
      assertThat(pawl.awaitEnd(submitFeature(i, "")).get("status").asString())
          .isEqualTo("completed");
    }
    var answer = new CountDownLatch(1);
    var waiting = new CountDownLatch(2 * SLOTS);
    server.sending((request, body, out) -> {
      if (request.endsWith("want")) {
        waiting.countDown();
        answer.await();
      }
      out.write(body);
    });
    for (int i = 0; i < 2 * SLOTS; i++) {
      slow.add(submitFeature(i, ", \"scope\": {\"changed_since\": \"main\"}"));
    }
    waiting.await();

    Path target = pawl.newTarget();
    TestFiles.write(target, "T.java", "class T {}\n");
    JsonNode other = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    answer.countDown();

    assertThat(other.get("status").asString()).isEqualTo("completed");
    assertThat(slow)
        .map(id -> pawl.awaitEnd(id).at("/scope/files").asInt())
        .as("files that differ from the base")
        .containsOnly(1);
  }

  private String submitFeature(int repository, String scope) {
    ApiResponse response =
        post(
            "\"url\": \"%sforked%d.git\", \"ref\": \"feature\", \"depth\": 1"
                .formatted(server.url(), repository),
            ", \"type\": \"verify-only\"" + scope);
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    return response.json().get("workflow_id").asString();
  }

  @Test
  void cancelsAWorkflowThatWaitsForTheNetwork() throws Exception {
    var answer = new CountDownLatch(1);
    var waiting = new CountDownLatch(1);
    server.sending((request, body, out) -> {
      if (request.endsWith("want")) {
        waiting.countDown();
        answer.await();
      }
      out.write(body);
    });
    String id = submit(server.url() + "odd.git", "verify-only");
    waiting.await();
    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "").status()).isLessThan(300);

    assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("cancelled");
    answer.countDown();
  }

  @Test
  void allWaysToWriteAUrlAreOneTarget() {
    TestGitRepository.create(temp.resolve("even"));
    String url = server.url() + "odd.git";
    List<String> ids =
        Stream.of(url, url + "/").map(written -> submit(written, "verify-only")).toList();
    ids.forEach(pawl::awaitEnd);

    for (String written : List.of(server.url() + "odd", url, url + "/")) {
      assertThat(
              pawl.get("/api/v1/workflows?target=" + written)
                  .json()
                  .get("items")
                  .valueStream()
                  .map(item -> item.get("workflow_id").asString()))
          .as(written)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
    assertThat(server.packs()).as("the clone is shared").isEqualTo(1);
  }

  @Test
  void rejectsUnusableRepositoriesWhenTheyAreSubmitted() {
    TestGitRepository.createEmpty(temp.resolve("empty.git"));
    String root = server.url();

    assertThat(post("\"url\": \"%sempty.git\"".formatted(root), ""))
        .returns(422, ApiResponse::status)
        .extracting(ApiResponse::body)
        .asString()
        .contains("/target/git/url", "is an empty repository");
    assertThat(
            post(
                "\"url\": \"%sodd.git\", \"commit\": \"%s\"".formatted(root, "0123456".repeat(5)),
                ""))
        .returns(422, ApiResponse::status)
        .extracting(ApiResponse::body)
        .asString()
        .contains("/target/git/commit", "does not exist in");
  }

  @Test
  void mentionsSubmodulesInTheCoverage() {
    String commit = repository.git("rev-parse", "main");
    repository.git("read-tree", "main");
    repository.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",lib");
    String tree = repository.git("write-tree");
    String next =
        repository.git(
            "-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree, "-m", "Add lib");
    repository.git("update-ref", "refs/heads/main", next);
    JsonNode workflow = pawl.awaitEnd(submit(server.url() + "odd.git", "verify-only"));

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(workflow.toString()).contains("a submodule, which is not fetched");
  }

  /**
   * Measures with {@code -Dpawl.git.files=3000}: concurrent runs fetch one pack, and the next run only what is new.
   */
  @Test
  void concurrentRunsShareOnePackOverHttp() {
    writeFiles();
    String url = server.url() + "odd.git";
    server.takeSentBytes();
    long startedAt = System.nanoTime();
    runConcurrently(url);
    long all = server.takeSentBytes();
    assertThat(server.packs()).isEqualTo(1);
    report("http, 10 runs", startedAt, all);

    repository.commit("refs/heads/main", "new.txt", "new\n");
    long nextAt = System.nanoTime();
    assertThat(pawl.awaitEnd(submit(url, "verify-only")).get("status").asString())
        .isEqualTo("completed");
    long next = server.takeSentBytes();
    report("http, next run", nextAt, next);
    assertThat(server.packs()).isEqualTo(2);
    assertThat(next).isLessThan(all / 3);
  }

  @Test
  void concurrentRunsShareOneCloneOverSsh() throws Exception {
    writeFiles();
    Path keys = Files.createDirectory(temp.resolve("keys"));
    try (var ssh = new GitSshServer(keys, "ed25519", "rsa")) {
      String privateKey =
          ssh.authorizedKey("client", "ed25519", "-N", "open sesame").replace("\n", "\\n");
      String url = ssh.url(repository.folder());
      String credential =
          """
          {"name": "ssh", "url": "%s", "username": "deploy", "private_key": "%s", "known_hosts": "%s"%s}
          """;
      String knownHosts = ssh.scan("-H").replace("\n", "\\n");
      assertThat(
              pawl.post(
                  "/api/v1/credentials", credential.formatted(url, privateKey, knownHosts, "")))
          .returns(422, ApiResponse::status)
          .extracting(ApiResponse::body)
          .asString()
          .contains("private_key has a passphrase; send it as passphrase");
      ApiResponse stored =
          pawl.post(
              "/api/v1/credentials",
              credential.formatted(
                  url, privateKey, knownHosts, ", \"passphrase\": \"open sesame\""));
      assertThat(stored.status()).as(stored.body()).isEqualTo(201);
      assertThat(stored.body()).doesNotContain("sesame");

      long startedAt = System.nanoTime();
      runConcurrently(url);
      report("ssh, 10 runs", startedAt, 0);
      assertThat(ssh.users()).isNotEmpty().containsOnly("deploy");
      // Each submission resolves the branch in one session, and one workflow fetches.
      assertThat(ssh.users()).hasSize(11);
    }
  }

  /** Measures with {@code -Dpawl.git.others=50}: a server that sends a byte per second does not delay others. */
  @Test
  void aBytePerSecondDoesNotDelayOthers() throws Exception {
    runOthers();
    long alone = runOthers();
    var end = new CountDownLatch(1);
    server.sending((request, body, out) -> {
      if (!request.endsWith("want")) {
        out.write(body);
        return;
      }
      for (byte next : body) {
        out.write(next);
        out.flush();
        if (end.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
    });
    var slow = new ArrayList<String>();
    for (int i = 0; i < 2 * SLOTS; i++) {
      TestGitRepository.create(temp.resolve("drip" + i + ".git"));
      slow.add(submit(server.url() + "drip" + i + ".git", "verify-only"));
    }
    long together = runOthers();
    System.out.printf(
        "%d other workflows: %d ms alone, %d ms next to %d fetches of a byte per second%n",
        OTHERS, alone / 1_000_000, together / 1_000_000, slow.size());
    assertThat(slow)
        .allSatisfy(id ->
            assertThat(pawl.get("/api/v1/workflows/" + id).json().get("status").asString())
                .isEqualTo("running"));
    slow.forEach(id -> pawl.post("/api/v1/workflows/" + id + "/cancellation", ""));
    slow.forEach(
        id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("cancelled"));
    end.countDown();
  }

  private long runOthers() {
    long startedAt = System.nanoTime();
    List<String> ids =
        IntStream.range(0, OTHERS)
            .mapToObj(i -> {
              Path target = pawl.newTarget();
              TestFiles.write(target, "T.java", "class T {}\n");
              return pawl.submit(target, "\"type\": \"verify-only\"");
            })
            .toList();
    ids.forEach(
        id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed"));
    return System.nanoTime() - startedAt;
  }

  private void writeFiles() {
    repository.commit(
        "refs/heads/main",
        IntStream.range(0, FILES).mapToObj(i -> "src/f%d.txt".formatted(i)).toList(),
        "content of {file}\n");
  }

  private void runConcurrently(String url) {
    List<String> ids = IntStream.range(0, 10).mapToObj(i -> submit(url, "verify-only")).toList();
    ids.forEach(
        id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed"));
  }

  private static void report(String name, long startedAt, long bytes) {
    System.out.printf(
        "%s of %d files: %d ms, %d bytes%n",
        name, FILES, Duration.ofNanos(System.nanoTime() - startedAt).toMillis(), bytes);
  }
}
