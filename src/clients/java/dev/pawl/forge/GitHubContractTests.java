package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.NpmPrograms;
import dev.pawl.credential.TestCredentials;
import dev.pawl.forge.CommitStatus.Annotation;
import dev.pawl.forge.CommitStatus.State;
import dev.pawl.forge.ForgeProperties.Connection;
import dev.pawl.forge.ForgeProperties.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the requests of Pawl to a server that is generated from GitHub's own description of its API, and rejects what
 * GitHub would reject. npm provides the description and the server, so the tests are skipped where it is not installed.
 */
class GitHubContractTests {

  private static final NpmPrograms PROGRAMS =
      new NpmPrograms(
          Path.of("target/clients/npm-forges").toAbsolutePath(),
          List.of("@octokit/openapi@23.0.2", "@stoplight/prism-cli@5.16.0"));
  private static final String REPOSITORY = "team/app";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** The operations that Pawl uses; the whole description is too large to be served quickly. */
  private static final Map<String, Set<String>> OPERATIONS =
      Map.of(
          "/repos/{owner}/{repo}/statuses/{sha}", Set.of("post"),
          "/repos/{owner}/{repo}/issues/{issue_number}/comments", Set.of("get", "post"),
          "/repos/{owner}/{repo}/issues/comments/{comment_id}", Set.of("patch"),
          "/repos/{owner}/{repo}/pulls", Set.of("post"),
          "/repos/{owner}/{repo}/pulls/{pull_number}/files", Set.of("get"),
          "/repos/{owner}/{repo}/check-runs", Set.of("post"),
          "/repos/{owner}/{repo}/check-runs/{check_run_id}", Set.of("patch"),
          "/repos/{owner}/{repo}/installation", Set.of("get"),
          "/app/installations/{installation_id}/access_tokens", Set.of("post"),
          "/user", Set.of("get"));

  private static @Nullable Process server;
  private static String url = "";

  @BeforeAll
  static void startServer() throws Exception {
    PROGRAMS.install();
    Path description = PROGRAMS.folder().resolve("github.json");
    Files.writeString(description, reducedDescription());
    int port = freePort();
    url = "http://127.0.0.1:" + port;
    server =
        new ProcessBuilder(
                PROGRAMS.program("prism"),
                "mock",
                "--errors",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                description.toString())
            .redirectErrorStream(true)
            .redirectOutput(PROGRAMS.folder().resolve("prism.log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> status("GET", "/user", "") == 200);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int status(String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  /** Returns the description of the operations that Pawl uses, with all that they refer to. */
  private static String reducedDescription() {
    var mapper = JsonMapper.shared();
    JsonNode whole =
        mapper.readTree(
            PROGRAMS
                .folder()
                .resolve("node_modules/@octokit/openapi/generated/api.github.com.json")
                .toFile());
    ObjectNode reduced = mapper.createObjectNode();
    reduced.set("openapi", whole.get("openapi"));
    reduced.set("info", whole.get("info"));
    ObjectNode paths = reduced.putObject("paths");
    OPERATIONS.forEach((path, methods) -> {
      ObjectNode item = (ObjectNode) whole.at("/paths").get(path).deepCopy();
      item.retain(methods);
      paths.set(path, item);
    });
    var open = new ArrayDeque<>(references(paths));
    var known = new LinkedHashSet<String>();
    ObjectNode components = reduced.putObject("components");
    while (!open.isEmpty()) {
      String reference = open.pop();
      if (known.add(reference)) {
        String[] parts = reference.split("/");
        JsonNode component = whole.at(reference.substring(1));
        assertThat(component.isMissingNode()).as(reference).isFalse();
        components.withObject("/" + parts[2]).set(parts[3], component);
        open.addAll(references(component));
      }
    }
    return reduced.toString();
  }

  private static List<String> references(JsonNode node) {
    return node.findValues("$ref").stream()
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .toList();
  }

  private static ForgeProperties properties() {
    return new ForgeProperties(
        null,
        Map.of(),
        List.of(url),
        Duration.ofSeconds(60),
        List.of(),
        Duration.ofSeconds(1),
        List.of());
  }

  private static ForgeConnection connection(@Nullable String appId) {
    return new ForgeConnection(
        "github",
        new Connection(
            Kind.GITHUB,
            URI.create("https://git.example.com"),
            URI.create(url),
            null,
            "github",
            appId,
            null,
            List.of("team/*")));
  }

  private static GitHubForge forge(@Nullable String privateKey) {
    var http = new ForgeHttp(properties(), JsonMapper.shared(), Clock.systemUTC());
    var credentials =
        privateKey == null
            ? TestCredentials.withToken("github", "token")
            : TestCredentials.withPrivateKey("github", privateKey);
    var client =
        new ForgeClient(
            http,
            new ForgeAuthentication(credentials, new GitHubApps(http, Clock.systemUTC())),
            JsonMapper.shared());
    return new GitHubForge(client);
  }

  private static CommitStatus status(State state) {
    return new CommitStatus(
        state,
        "pawl/pull-requests",
        "Failed: a gate failed",
        "https://pawl.example.com/workflows/quality_20260131_120000_ab12",
        "## Report",
        List.of(new Annotation("src/A.java", 3, 5, "failure", "pmd/X", "Remove it.")));
  }

  private static String privateKey() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes())
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void theServerRejectsWhatGitHubRejects() throws Exception {
    String statuses = "/repos/" + REPOSITORY + "/statuses/" + COMMIT;

    assertThat(status("POST", statuses, "{\"state\": \"success\"}")).isEqualTo(201);
    assertThat(status("POST", statuses, "{\"state\": \"passed\"}")).isEqualTo(422);
    assertThat(status("POST", statuses, "{}")).isEqualTo(422);
    assertThat(status("POST", "/repos/" + REPOSITORY + "/unknown", "{}")).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void acceptsStatuses(State state) {
    assertThatCode(
            () -> forge(null).setStatus(connection(null), REPOSITORY, COMMIT, status(state), null))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void acceptsCheckRuns(State state) throws Exception {
    GitHubForge forge = forge(privateKey());
    ForgeConnection app = connection("12345");

    RemoteObject created = forge.setStatus(app, REPOSITORY, COMMIT, status(state), null);
    RemoteObject updated = forge.setStatus(app, REPOSITORY, COMMIT, status(state), created.id());

    assertThat(created.id()).isNotNull();
    assertThat(updated.id()).isNotNull();
  }

  @Test
  void acceptsComments() throws ForgeException {
    GitHubForge forge = forge(null);

    RemoteObject created = forge.createComment(connection(null), REPOSITORY, 3, "text");

    assertThat(created.id()).isNotNull();
    assertThat(created.url()).startsWith("https://");
    assertThat(
            forge.updateComment(
                connection(null), REPOSITORY, 3, String.valueOf(created.id()), "new"))
        .isPresent();
    // The example of GitHub contains another text.
    assertThat(forge.findComment(connection(null), REPOSITORY, 3, "<!-- none -->")).isEmpty();
    assertThat(forge.findComment(connection(null), REPOSITORY, 3, "")).isPresent();
  }

  @Test
  void acceptsPullRequests() throws ForgeException {
    var draft = new PullRequestDraft("pawl/x", "main", "Improve code quality", "report");

    // The request is accepted; a rejected one gets 422. GitHub's example of the answer violates
    // GitHub's own schema, which
    // the mock server reports with 500.
    assertThatExceptionOfType(ForgeException.class)
        .isThrownBy(() -> forge(null).createPullRequest(connection(null), REPOSITORY, draft))
        .withMessageStartingWith("HTTP 500");
    assertThat(forge(null).findChangedFiles(connection(null), REPOSITORY, 3)).isPresent();
  }

  @Test
  void reportsTheReasonOfARejection() {
    var draft = new PullRequestDraft("pawl/x", "main", "title", "report");

    assertThatExceptionOfType(ForgeException.class)
        .isThrownBy(() -> forge(null).createPullRequest(connection(null), "team/app/more", draft))
        .withMessageContaining("404");
  }
}
