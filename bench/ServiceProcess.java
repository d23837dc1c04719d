import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process of the service, with an HTTP client for it. */
class ServiceProcess implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  final int port;
  final Path log;

  /** The time from the start of the process until it was ready, in milliseconds. */
  final double readyMillis;

  private final Process process;

  /**
   * Starts the built jar, and waits until it is ready.
   *
   * @param folder the folder of the node's data and, in {@code code}, of the targets
   * @param settings options on the command line
   */
  static ServiceProcess start(Path folder, BenchmarkDatabase database, int port, String... settings)
      throws Exception {
    return start(List.of("-jar", builtJar().toString()), folder, database, port, settings);
  }

  /** Starts the service with other JVM arguments, and waits until it is ready. */
  static ServiceProcess start(
      List<String> jvmArguments,
      Path folder,
      BenchmarkDatabase database,
      int port,
      String... settings)
      throws Exception {
    return new ServiceProcess(jvmArguments, folder, database, port, settings);
  }

  /** Returns the executable jar of the current build. */
  static Path builtJar() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  private ServiceProcess(
      List<String> jvmArguments,
      Path folder,
      BenchmarkDatabase database,
      int port,
      String... settings)
      throws Exception {
    this.port = port;
    log = folder.resolve("node" + port + ".log");
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    for (String packageName : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + packageName + "=ALL-UNNAMED");
    }
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-DontCompileHugeMethods"));
    command.addAll(
        Arrays.stream(System.getenv().getOrDefault("JVM", "").split(" "))
            .filter(option -> !option.isEmpty())
            .toList());
    command.addAll(jvmArguments);
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--spring.datasource.url=" + database.url,
            "--spring.datasource.username=postgres",
            "--pawl.workspace.roots=" + Files.createDirectories(folder.resolve("code")),
            "--pawl.workspace.folder=" + folder.resolve("data")));
    command.addAll(List.of(settings));
    long startedAt = System.nanoTime();
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitReady();
    readyMillis = (System.nanoTime() - startedAt) / 1e6;
  }

  private void awaitReady() throws Exception {
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  boolean isReady() {
    try {
      return get("/actuator/health/readiness").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Sends SIGTERM, as an orchestrator does for a graceful shutdown. */
  void terminate() {
    process.destroy();
  }

  void awaitExit() throws Exception {
    process.waitFor();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return CLIENT.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  /** Returns the JSON body of a resource. */
  JsonNode getJson(String path) throws Exception {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "GET %s: status %d, expected 200: %s"
              .formatted(path, response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return CLIENT.send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Submits a workflow, and returns its ID. */
  String submit(String body) throws Exception {
    HttpResponse<String> response = post("/api/v1/workflows", body);
    if (response.statusCode() != 202) {
      throw new IllegalStateException(
          "Submission: status %d, expected 202: %s"
              .formatted(response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body()).get("workflow_id").asString();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofMinutes(2));
    return headers.length == 0 ? request : request.headers(headers);
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
