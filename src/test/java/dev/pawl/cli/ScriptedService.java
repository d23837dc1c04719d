package dev.pawl.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service whose answers a test chooses, for failures that a real service cannot be made to have. */
final class ScriptedService implements AutoCloseable {

  static final String ID = "quality_20260131_120000_abcd1234";

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<byte[]> uploads = new CopyOnWriteArrayList<>();
  private final CountDownLatch progressRequested = new CountDownLatch(1);

  /** An answer, which may also have an effect. */
  interface Answer {

    void send(HttpExchange exchange) throws IOException;
  }

  ScriptedService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    on("POST /api/v1/archives", created("/api/v1/archives/3f0c9a2e"));
    on("POST /api/v1/workflows", created("/api/v1/workflows/" + ID));
    on(
        "GET " + workflow("/progress"),
        text(200, "completed 1/1 100% 1s\ncompleted 1.0s  verify\n"));
    on("GET " + workflow("/verdict"), text(200, "passed: all gates hold (1)\n"));
    on("GET " + workflow("/report"), text(200, "the report\n"));
    on("GET " + workflow("/patch"), text(200, ""));
    on("POST " + workflow("/cancellation"), text(202, "{}"));
  }

  static String workflow(String path) {
    return "/api/v1/workflows/" + ID + path;
  }

  static Answer created(String location) {
    return exchange -> {
      exchange.getResponseHeaders().add("Location", location);
      text(201, "{}").send(exchange);
    };
  }

  static Answer text(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Chooses the answer to a request, such as {@code GET /api/v1/workflows/x}. */
  ScriptedService on(String request, Answer answer) {
    answers.put(request, answer);
    return this;
  }

  /** Lets the workflow run forever. */
  ScriptedService runForever() {
    return on(
        "GET " + workflow("/progress"),
        exchange -> {
          progressRequested.countDown();
          text(200, "running 0/1 0% 1s\nrunning 1.0s  verify\n").send(exchange);
        });
  }

  /** Waits until the client has asked for the progress. */
  void awaitProgressRequest() throws InterruptedException {
    if (!progressRequested.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no request for the progress: " + requests);
    }
  }

  List<String> requests() {
    return requests;
  }

  /** Returns the uploaded archives. */
  List<byte[]> uploads() {
    return uploads;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (request.equals("POST /api/v1/archives")) {
        uploads.add(body);
      }
      requests.add(request);
      answers.getOrDefault(request, text(404, "{\"detail\":\"Not found.\"}")).send(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
