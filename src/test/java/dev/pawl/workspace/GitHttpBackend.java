package dev.pawl.workspace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves bare repositories over HTTP with the real {@code git http-backend}, which runs their hooks. */
public final class GitHttpBackend implements AutoCloseable {

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts a server for the repositories in a folder. */
  public GitHttpBackend(Path root) {
    this.root = root;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Returns the URL of a repository. */
  public String url(String repository) {
    return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), repository);
  }

  /** Creates a bare repository with the commits of a work tree, which accepts pushes. */
  public Path publish(Path workTree, String repository) {
    Path bare = root.resolve(repository);
    run(root, "git", "clone", "--quiet", "--bare", workTree.toString(), bare.toString());
    run(bare, "git", "config", "http.receivepack", "true");
    return bare;
  }

  /** Writes a hook of a bare repository. */
  public static void writeHook(Path bare, String name, String script) {
    TestFiles.write(bare, "hooks/" + name, "#!/bin/sh\n" + script);
    TestFiles.chmod(bare, "hooks/" + name, "rwxr-xr-x");
  }

  /** Runs a program in a folder and returns its output. */
  public static String run(Path folder, String... command) {
    try {
      var process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var builder = new ProcessBuilder("git", "http-backend").directory(root.toFile());
      var environment = builder.environment();
      environment.put("GIT_PROJECT_ROOT", root.toString());
      environment.put("GIT_HTTP_EXPORT_ALL", "1");
      environment.put("REQUEST_METHOD", exchange.getRequestMethod());
      environment.put("PATH_INFO", exchange.getRequestURI().getPath());
      String query = exchange.getRequestURI().getQuery();
      environment.put("QUERY_STRING", query == null ? "" : query);
      putHeader(environment, exchange, "Content-Type", "CONTENT_TYPE");
      putHeader(environment, exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING");
      putHeader(environment, exchange, "Git-Protocol", "GIT_PROTOCOL");
      Path errors = Files.createTempFile("git-http", ".log");
      builder.redirectError(errors.toFile());
      Process process = builder.start();
      try (var input = process.getOutputStream()) {
        exchange.getRequestBody().transferTo(input);
      }
      respond(exchange, process.getInputStream());
      Files.delete(errors);
    }
  }

  private static void putHeader(
      Map<String, String> environment, HttpExchange exchange, String name, String key) {
    String value = exchange.getRequestHeaders().getFirst(name);
    if (value != null) {
      environment.put(key, value);
    }
  }

  private static void respond(HttpExchange exchange, InputStream output) throws IOException {
    int status = 200;
    for (String line : readHeaders(output)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      if (line.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(line.substring(0, colon), value);
      }
    }
    exchange.sendResponseHeaders(status, 0);
    output.transferTo(exchange.getResponseBody());
  }

  private static List<String> readHeaders(InputStream output) throws IOException {
    var headers = new ArrayList<String>();
    var line = new ByteArrayOutputStream();
    for (int next = output.read(); next >= 0; next = output.read()) {
      if (next != '\n') {
        line.write(next);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8).strip();
      line.reset();
      if (text.isEmpty()) {
        return headers;
      }
      headers.add(text);
    }
    return headers;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
