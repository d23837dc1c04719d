package dev.pawl.target;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A server that serves the repositories below a folder with the real {@code git http-backend}. */
public final class GitHttpServer implements AutoCloseable {

  /** Sends the body of a response; may do so slowly or only in part. */
  @FunctionalInterface
  public interface Sender {

    void send(String request, byte[] body, OutputStream out) throws Exception;
  }

  private final Path root;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicLong sentBytes = new AtomicLong();
  private volatile Sender sender = (request, body, out) -> out.write(body);
  private volatile @Nullable String credentials;
  private volatile @Nullable String redirect;

  public GitHttpServer(Path root) {
    this.root = root;
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Sets how bodies are sent. */
  public GitHttpServer sending(Sender newSender) {
    sender = newSender;
    return this;
  }

  /** Requires {@code user:password}. */
  public GitHttpServer requiring(String newCredentials) {
    credentials = newCredentials;
    return this;
  }

  /** Redirects all authenticated requests to another server. */
  public GitHttpServer redirectingTo(String url) {
    redirect = url;
    return this;
  }

  /** Returns the requests so far, such as {@code POST /app.git/git-upload-pack want}. */
  public List<String> requests() {
    return requests;
  }

  /** Returns how often a pack was requested. */
  public long packs() {
    return requests.stream().filter(request -> request.endsWith(" want")).count();
  }

  /** Returns the credentials that were received. */
  public List<String> authorizations() {
    return authorizations;
  }

  /** Returns and resets the number of bytes of all responses. */
  public long takeSentBytes() {
    return sentBytes.getAndSet(0);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      byte[] input = exchange.getRequestBody().readAllBytes();
      boolean wants =
          new String(decode(exchange, input), StandardCharsets.ISO_8859_1).contains("want ");
      String request =
          "%s %s%s"
              .formatted(
                  exchange.getRequestMethod(), exchange.getRequestURI(), wants ? " want" : "");
      requests.add(request);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(
            new String(
                Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8));
      }
      if (credentials != null && !authorizations.contains(credentials)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (redirect != null) {
        String location = redirect + exchange.getRequestURI().toString().substring(1);
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
      } else {
        respond(exchange, request, input);
      }
    } catch (Exception e) {
      System.Logger log = System.getLogger(GitHttpServer.class.getName());
      log.log(System.Logger.Level.DEBUG, "Connection ended", e);
    }
  }

  private static byte[] decode(HttpExchange exchange, byte[] input) throws IOException {
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(new ByteArrayInputStream(input)).readAllBytes()
        : input;
  }

  private void respond(HttpExchange exchange, String request, byte[] input) throws Exception {
    var builder = new ProcessBuilder("git", "http-backend");
    var environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", root.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REMOTE_USER", "test");
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("CONTENT_LENGTH", String.valueOf(input.length));
    putIfPresent(exchange, "Content-Type", "CONTENT_TYPE", environment);
    putIfPresent(exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING", environment);
    putIfPresent(exchange, "Git-Protocol", "GIT_PROTOCOL", environment);
    String query = exchange.getRequestURI().getQuery();
    environment.put("QUERY_STRING", query == null ? "" : query);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (var out = process.getOutputStream()) {
                out.write(input);
              } catch (IOException e) {
                process.destroy();
              }
            });
    int status = 200;
    InputStream output = process.getInputStream();
    for (String line = readLine(output); !line.isEmpty(); line = readLine(output)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (name.toLowerCase(Locale.ROOT).equals("status")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    byte[] body = output.readAllBytes();
    writer.join();
    sentBytes.addAndGet(body.length);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    sender.send(request, body, exchange.getResponseBody());
  }

  private static void putIfPresent(
      HttpExchange exchange, String header, String variable, Map<String, String> environment) {
    String value = exchange.getRequestHeaders().getFirst(header);
    if (value != null) {
      environment.put(variable, value);
    }
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n' && next != -1; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
