package dev.pawl.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server with the endpoints of GitHub, GitLab and Gitea that Pawl uses, written from their documentation. It records
 * all requests and keeps comments, so that they can be listed and updated.
 */
final class FakeForge {

  /** The id of the user to whom the tokens belong. */
  static final long USER = 7;

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Comment> comments = new ConcurrentHashMap<>();
  private final Map<String, String> changedFiles = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong(100);

  /** A request, with its path as it was sent. */
  record Request(String method, String path, String authorization, JsonNode body) {}

  /** A comment, which belongs to the path of the list that contains it. */
  private record Comment(String list, long id, long author, String body) {}

  /** The failure of the next request whose path contains a text. */
  private record Failure(String path, int status, String body, Map<String, String> headers) {}

  FakeForge() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), path);
  }

  /** Forgets everything. */
  void reset() {
    requests.clear();
    failures.clear();
    comments.clear();
    changedFiles.clear();
  }

  /** Lets the next request to a path fail. */
  void fail(String path, int status, String body, Map<String, String> headers) {
    failures.add(new Failure(path, status, body, headers));
  }

  /** Adds the comment of a user to a list of comments. */
  void addComment(String list, long author, String body) {
    long id = ids.incrementAndGet();
    comments.put(Long.toString(id), new Comment(list, id, author, body));
  }

  void removeComments() {
    comments.clear();
  }

  /** Sets the response with the files of a pull request. */
  void setChangedFiles(String path, String json) {
    changedFiles.put(path, json);
  }

  List<String> comments() {
    return comments.values().stream().map(Comment::body).toList();
  }

  List<Request> requests(String method, String path) {
    return requests.stream()
        .filter(request -> request.method().equals(method) && request.path().contains(path))
        .toList();
  }

  /** Waits for a request with a matching body and returns it. */
  Request await(String method, String path, Predicate<JsonNode> body) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                requests(method, path).stream()
                    .filter(request -> body.test(request.body()))
                    .findFirst()
                    .orElse(null),
            request -> request != null);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode body = text.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(text);
    String path = exchange.getRequestURI().toString();
    String token = exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            path,
            token == null ? String.valueOf(authorization) : token,
            body));
    Failure failure =
        failures.stream().filter(next -> path.contains(next.path())).findFirst().orElse(null);
    if (failure != null) {
      failures.remove(failure);
      failure.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      respond(exchange, failure.status(), failure.body());
      return;
    }
    JsonNode response = response(exchange.getRequestMethod(), path, body);
    if (response == null) {
      respond(exchange, 404, "{\"message\": \"Not Found\"}");
    } else {
      int status = exchange.getRequestMethod().equals("POST") ? 201 : 200;
      respond(exchange, status, response.toString());
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private @Nullable JsonNode response(String method, String path, JsonNode body) {
    String plain = path.replaceFirst("\\?.*", "");
    if (plain.endsWith("/user")) {
      return MAPPER.createObjectNode().put("id", USER);
    }
    if (plain.endsWith("/installation")) {
      return MAPPER.createObjectNode().put("id", 99);
    }
    if (plain.endsWith("/access_tokens")) {
      return MAPPER
          .createObjectNode()
          .put("token", "installation-token")
          .put("expires_at", "2099-01-01T00:00:00Z");
    }
    if (changedFiles.containsKey(plain)) {
      return path.contains("page=1") ? MAPPER.readTree(changedFiles.get(plain)) : emptyList();
    }
    boolean list = plain.endsWith("/comments") || plain.endsWith("/notes");
    if (list && method.equals("GET")) {
      ArrayNode items = MAPPER.createArrayNode();
      comments.values().stream()
          .filter(comment -> comment.list().equals(plain))
          .map(FakeForge::toJson)
          .forEach(items::add);
      return items;
    }
    if (list) {
      long id = ids.incrementAndGet();
      var comment = new Comment(plain, id, USER, body.get("body").asString());
      comments.put(Long.toString(id), comment);
      return toJson(comment);
    }
    if (method.equals("PATCH") && plain.contains("/check-runs/")) {
      return MAPPER.createObjectNode().put("id", 500);
    }
    if (method.equals("PATCH") || method.equals("PUT")) {
      String id = plain.substring(plain.lastIndexOf('/') + 1);
      Comment updated =
          comments.computeIfPresent(
              id,
              (key, old) ->
                  new Comment(old.list(), old.id(), old.author(), body.get("body").asString()));
      return updated == null ? null : toJson(updated);
    }
    return method.equals("POST")
        ? MAPPER
            .createObjectNode()
            .put("id", 500)
            .put("number", 42)
            .put("iid", 42)
            .put("html_url", "https://forge.example.com/42")
        : emptyList();
  }

  private static ArrayNode emptyList() {
    return MAPPER.createArrayNode();
  }

  private static ObjectNode toJson(Comment comment) {
    ObjectNode json = MAPPER.createObjectNode().put("id", comment.id()).put("body", comment.body());
    json.putObject("user").put("id", comment.author());
    json.putObject("author").put("id", comment.author());
    json.putObject("performed_via_github_app").put("id", 12_345);
    return json;
  }
}
