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

/** One process of the service, and a client of it. */
class Node implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  final int port;
  final Path log;
  /** From the start of the process until it took requests, in milliseconds. */
  final double readyAfter;
  private final Process process;

  /** Starts one on a folder that holds its data and, in {@code code}, the targets. */
  static Node start(Path folder, Database database, int port, String... settings) throws Exception {
    return start(List.of("-jar", jar().toString()), folder, database, port, settings);
  }

  static Path jar() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow().toAbsolutePath();
    }
  }

  static Node start(List<String> program, Path folder, Database database, int port, String... settings)
      throws Exception {
    return new Node(program, folder, database, port, settings);
  }

  private Node(List<String> program, Path folder, Database database, int port, String... settings)
      throws Exception {
    this.port = port;
    log = folder.resolve("node" + port + ".log");
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    for (String one : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + one + "=ALL-UNNAMED");
    }
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-DontCompileHugeMethods"));
    command.addAll(Arrays.stream(System.getenv().getOrDefault("JVM", "").split(" ")).filter(o -> !o.isEmpty()).toList());
    command.addAll(program);
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--spring.datasource.url=" + database.url,
            "--spring.datasource.username=postgres",
            "--pawl.workspace.roots=" + Files.createDirectories(folder.resolve("code")),
            "--pawl.workspace.folder=" + folder.resolve("data")));
    command.addAll(List.of(settings));
    long begun = System.nanoTime();
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitReady();
    readyAfter = (System.nanoTime() - begun) / 1e6;
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

  void kill() {
    process.destroyForcibly();
  }

  /** As an orchestrator ends one: SIGTERM, and time to come to an end. */
  void drain() {
    process.destroy();
  }

  void awaitEnd() throws Exception {
    process.waitFor();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return CLIENT.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  JsonNode read(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return CLIENT.send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Submits, and returns the name of the workflow. */
  String submit(String body) throws Exception {
    HttpResponse<String> answer = post("/api/v1/workflows", body);
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body()).get("workflow_id").asString();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofMinutes(2));
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
