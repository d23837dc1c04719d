package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of Pawl for tests, which uses HTTP and the files of a target, as users do. */
@TestComponent
@EnableConfigurationProperties(MavenTestSwitches.class)
public class PawlClient {

  private static final AtomicInteger TARGETS = new AtomicInteger();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Environment environment;

  public PawlClient(Environment environment) {
    this.environment = environment;
  }

  /** An HTTP response. */
  public record ApiResponse(int status, String body, HttpHeaders headers) {

    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** Returns the path of the next page, from the {@code Link} header. */
    public String nextPage() {
      return header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
    }
  }

  /** Creates a new directory below the allowed root. */
  public Path newTarget() {
    try {
      return Files.createDirectory(
          TestNodeInitializer.ROOT.resolve("target-" + TARGETS.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a new directory that the operator trusts. */
  public Path newTrustedTarget() {
    try {
      return Files.createDirectories(
          TestNodeInitializer.ROOT.resolve("trusted/target-" + TARGETS.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a command file into the command folder of the server. */
  public void writeCommand(String name, String text) {
    try {
      Path file = TestNodeInitializer.COMMANDS.resolve(name + ".md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a new command whose text is a shell script run by an agent, and waits until the server has read it. */
  public void writeScriptCommand(String name, String frontMatter, String script) {
    writeCommand(name, "---\nrun: agent\nagents: shell\n" + frontMatter + "---\n" + script);
    // Until then, the server suggests similar names.
    for (int polls = 0; !get("/api/v1/commands/" + name).body().contains("\"" + name + "\""); ) {
      assertThat(++polls).as("polls for " + name).isLessThan(5000);
    }
  }

  public Path root() {
    return TestNodeInitializer.ROOT;
  }

  public URI uri(String path) {
    String port = environment.getProperty("local.server.port", "0");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public ApiResponse get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public ApiResponse post(String path, String body, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  public HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(90));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public ApiResponse send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new ApiResponse(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Submits a workflow on a directory, with further fields such as {@code "type": "verify-only"}. */
  public String submit(Path target, String fields) {
    String suffix = fields.isEmpty() ? "" : ", " + fields;
    ApiResponse response =
        post("/api/v1/workflows", "{\"target\": {\"path\": \"" + target + "\"}" + suffix + "}");
    assertThat(response.status()).as(response.body()).isEqualTo(202);
    return response.json().get("workflow_id").asString();
  }

  /** Waits for the end of a workflow and returns it. */
  public JsonNode awaitEnd(String id, String... headers) {
    for (int polls = 0; polls < 60; polls++) {
      JsonNode workflow = get("/api/v1/workflows/" + id, headers).json();
      if (List.of("completed", "failed", "cancelled", "rolled_back")
              .contains(workflow.get("status").asString())
          && !workflow.get("rollback_requested").asBoolean()) {
        return workflow;
      }
      String etag = "\"" + workflow.get("event_sequence") + "\"";
      get(
          "/api/v1/workflows/" + id + "?wait=5s",
          Stream.concat(Stream.of(headers), Stream.of("If-None-Match", etag))
              .toArray(String[]::new));
    }
    throw new AssertionError("still not ended: " + get("/api/v1/workflows/" + id, headers).body());
  }

  /** Runs a workflow on a directory to its end. */
  public JsonNode submitAndAwaitEnd(Path target, String fields) {
    return awaitEnd(submit(target, fields));
  }

  /** Waits until a step of a workflow runs. */
  public void awaitRunningStep(String id, String step) {
    JsonNode workflow = get("/api/v1/workflows/" + id).json();
    for (int polls = 0; !step(workflow, step).get("status").asString().equals("running"); polls++) {
      assertThat(polls).as(workflow.toString()).isLessThan(5000);
      workflow = get("/api/v1/workflows/" + id).json();
    }
  }

  /** Returns the types of the events of a workflow. */
  public List<String> eventTypes(String id) {
    return get("/api/v1/workflows/" + id + "/events")
        .json()
        .get("items")
        .valueStream()
        .map(event -> event.get("type").asString())
        .toList();
  }

  /** Returns a step of a workflow document. */
  public static JsonNode step(JsonNode workflow, String name) {
    return workflow
        .get("phases")
        .valueStream()
        .flatMap(phase -> phase.get("steps").valueStream())
        .filter(step -> step.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
