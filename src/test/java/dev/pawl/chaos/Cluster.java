package dev.pawl.chaos;

import dev.pawl.NodeCommand;
import dev.pawl.objectstore.S3Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real node processes on one PostgreSQL, which can be killed, stopped and restarted. They share one folder, or an object
 * store.
 */
final class Cluster implements AutoCloseable {

  private final Path folder;
  private final int port;
  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedPostgres postgres;
  private Function<String, List<String>> folderArguments;

  Cluster(Path folder, int size) throws IOException {
    this.folder = folder;
    this.port = freePort();
    this.postgres = startPostgres();
    this.folderArguments = _ -> List.of("--pawl.workspace.folder=" + folder.resolve("home"));
    Files.createDirectories(folder.resolve("home/commands"));
    for (int i = 1; i <= size; i++) {
      nodes.add(new Node("node-" + i));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private EmbeddedPostgres startPostgres() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "150")
        .start();
  }

  /** Gives each node a folder of its own, and all of them an object store. They still share the folder of commands. */
  void useObjectStore(S3Server server) throws IOException {
    Path credentials =
        Files.writeString(
            folder.resolve("credentials"),
            "[default]\naws_access_key_id = pawl\naws_secret_access_key = secret\n");
    folderArguments =
        node -> {
          Path home = folder.resolve("home-" + node);
          return List.of(
              "--pawl.workspace.folder=" + home,
              "--pawl.archive.folder=" + home.resolve("archives"),
              "--pawl.registry.folder=" + folder.resolve("home/commands"),
              "--pawl.object-store.bucket=" + S3Server.BUCKET,
              "--pawl.object-store.endpoint=" + server.endpoint(),
              "--pawl.object-store.path-style=true",
              "--pawl.object-store.credentials-file=" + credentials);
        };
  }

  /** Starts all nodes; the first one creates the tables. */
  void start() throws IOException, InterruptedException {
    nodes.getFirst().start();
    nodes.getFirst().awaitReady();
    for (Node node : nodes.subList(1, nodes.size())) {
      node.start();
    }
    for (Node node : nodes) {
      node.awaitReady();
    }
  }

  /** Restarts the database, which closes all connections. */
  void restartPostgres() throws IOException {
    stopDatabase();
    startDatabase();
  }

  /** Stops the database; connections are closed, and new ones are refused. */
  void stopDatabase() throws IOException {
    ProcessHandle server = ProcessHandle.of(databasePid()).orElseThrow();
    postgres.close();
    // The library waits only 5 s for the last checkpoint.
    server.onExit().join();
  }

  private long databasePid() throws IOException {
    Path file = folder.resolve("postgres/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  void startDatabase() throws IOException {
    postgres = startPostgres();
  }

  /** Sends a signal to all processes of the database: STOP lets it answer nothing any more, CONT continues it. */
  void signalDatabase(String signal) throws IOException, InterruptedException {
    long pid = databasePid();
    List<String> processes =
        Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).orElseThrow().children().map(ProcessHandle::pid))
            .map(String::valueOf)
            .toList();
    var command = new ArrayList<>(List.of("kill", "-" + signal));
    command.addAll(processes);
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  /** Returns a client that observes the database. */
  JdbcClient database() {
    return JdbcClient.create(new DriverManagerDataSource(url(port), "postgres", ""));
  }

  List<Node> nodes() {
    return nodes;
  }

  Path folder() {
    return folder;
  }

  /** Waits until a condition holds. */
  static void await(String description, Duration atMost, BooleanSupplier condition)
      throws InterruptedException {
    await(description, atMost, Duration.ofMillis(100), condition);
  }

  /** Waits until a condition holds that is checked at an interval. */
  static void await(
      String description, Duration atMost, Duration interval, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("timed out: " + description);
      }
      pause(interval);
    }
  }

  /** Waits while the cluster runs. */
  static void pause(Duration time) throws InterruptedException {
    if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the latch is never counted down");
    }
  }

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      node.destroy();
      node.proxy().close();
    }
    postgres.close();
  }

  /** A node process. */
  final class Node {

    private final String name;
    private final DatabaseProxy proxy;
    private int httpPort;
    private @Nullable Process process;

    Node(String name) throws IOException {
      this.name = name;
      this.proxy = new DatabaseProxy(port);
    }

    /** Returns the network between the node and the database. */
    DatabaseProxy proxy() {
      return proxy;
    }

    String name() {
      return name;
    }

    /**
     * Starts the process without waiting for its readiness.
     *
     * @param arguments further arguments, which take precedence
     */
    void start(String... arguments) throws IOException, InterruptedException {
      start(List.of(), arguments);
    }

    /**
     * Starts the process within another program.
     *
     * @param wrapper the program and its arguments, to which the command line of the node is appended
     */
    void start(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
      httpPort = freePort();
      var command = new ArrayList<>(wrapper);
      command.addAll(NodeCommand.of("-Xmx400m", "-XX:+UseSerialGC"));
      command.addAll(
          List.of(
              "--server.port=" + httpPort,
              "--spring.datasource.url=" + url(proxy.port()) + "?ApplicationName=" + name,
              "--spring.datasource.username=postgres",
              "--spring.datasource.password=",
              "--spring.datasource.hikari.connection-timeout=5000",
              "--pawl.node.name=" + name,
              "--pawl.node.agents-per-role=4",
              "--pawl.node.max-utilization-percent=100",
              "--pawl.node.load-shedding-enabled=false",
              "--pawl.registry.allow-shell=true",
              "--pawl.process.allow-unsandboxed-programs=true",
              "--pawl.workspace.roots=" + folder));
      command.addAll(folderArguments.apply(name));
      command.addAll(List.of(arguments));
      File log = folder.resolve(name + ".log").toFile();
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
    }

    /** Waits until the node is ready; otherwise, the error contains the end of its log. */
    void awaitReady() throws IOException, InterruptedException {
      try {
        await(
            name + " is ready",
            Duration.ofMinutes(10),
            () -> process != null && !process.isAlive() || isReady());
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + endOfLog(), e);
      }
      if (process != null && !process.isAlive()) {
        throw new AssertionError(name + " has ended instead of becoming ready" + endOfLog());
      }
    }

    private boolean isReady() {
      return get("/actuator/health/readiness").isPresent();
    }

    private String endOfLog() throws IOException {
      List<String> log = log();
      return log.subList(Math.max(0, log.size() - 30), log.size()).stream()
          .collect(Collectors.joining("\n", ":\n", ""));
    }

    /** Kills the process, like a machine failure. */
    void kill() throws InterruptedException {
      if (process != null) {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
      }
    }

    /** Stops the process with SIGTERM, and returns the time until its end. */
    Duration terminate() throws Exception {
      long start = System.nanoTime();
      Process running = Objects.requireNonNull(process, "not started");
      running.destroy();
      running.onExit().get(2, TimeUnit.MINUTES);
      return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Kills the process, even if it is stopped, and waits for its end. */
    void destroy() {
      if (process != null) {
        process.destroyForcibly().onExit().join();
      }
    }

    /**
     * Stops the process while it holds locks in a transaction. A transaction may end before the signal arrives, so this is
     * repeated.
     *
     * @return whether it was stopped in a transaction; else it runs
     */
    boolean stopInTransaction(Duration atMost) throws IOException, InterruptedException {
      long end = System.nanoTime() + atMost.toNanos();
      JdbcClient observer = database();
      while (System.nanoTime() < end) {
        if (countOpenTransactions(observer) > 0) {
          signal("STOP");
          // What the process has sent is received before this query, so only its own silence keeps
          // the transaction open.
          pause(Duration.ofMillis(50));
          if (countOpenTransactions(observer) > 0) {
            return true;
          }
          signal("CONT");
        }
      }
      return false;
    }

    /** Counts the transactions of this node that have written something. */
    private long countOpenTransactions(JdbcClient observer) {
      return observer
          .sql(
              "select count(*) from pg_stat_activity where application_name = ? and backend_xid is"
                  + " not null")
          .param(name)
          .query(Long.class)
          .single();
    }

    /** Sends a signal to the process. */
    void signal(String signal) throws IOException, InterruptedException {
      if (process != null && process.isAlive()) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
      }
    }

    Optional<JsonNode> get(String path) {
      return send(HttpRequest.newBuilder(uri(path)).GET()).map(Cluster::json);
    }

    Optional<String> getText(String path) {
      return send(HttpRequest.newBuilder(uri(path)).GET()).map(HttpResponse::body);
    }

    /** Submits a workflow with an idempotency key, so that it can be repeated; empty if there was no response. */
    Optional<JsonNode> submit(String key, String body) {
      return send(HttpRequest.newBuilder(uri("/api/v1/workflows"))
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofString(body)))
          .filter(answer -> answer.statusCode() == 202)
          .map(Cluster::json);
    }

    /** Sends a request, and returns its response whatever its status is. */
    HttpResponse<String> exchange(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    }

    long pid() {
      return Objects.requireNonNull(process, "not started").pid();
    }

    /** Returns the lines that the process has logged so far. */
    List<String> log() throws IOException {
      return Files.readAllLines(folder.resolve(name + ".log"));
    }

    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request) {
      try {
        var answer =
            client.send(request.timeout(Duration.ofSeconds(8)).build(), BodyHandlers.ofString());
        return answer.statusCode() < 300 ? Optional.of(answer) : Optional.empty();
      } catch (IOException notThere) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
