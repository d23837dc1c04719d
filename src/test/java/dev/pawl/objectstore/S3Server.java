package dev.pawl.objectstore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A server of the S3 API in a process of its own, behind a proxy that can answer as faulty servers and networks do. */
public final class S3Server implements AutoCloseable {

  /** The bucket of a service. */
  public static final String BUCKET = "bucket";

  /** An empty bucket, in which a copy of the other one can be restored. */
  public static final String OTHER_BUCKET = "other-bucket";

  private static final Set<String> HOP_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private static final Pattern LISTED = Pattern.compile("(?s)<Contents>.*?</Contents>");
  private static final Pattern KEY = Pattern.compile("(?<=<Key>)[^<]+");
  private static final Pattern MODIFIED = Pattern.compile("(?<=<LastModified>)[^<]+");

  /** What the proxy does instead of passing an answer. */
  public enum Fault {
    /** It closes the connection, as while the server does not run. */
    OUTAGE,
    /** It answers that the server has failed. */
    FAILURE,
    /** It answers after the client has given up. */
    SLOW,
    /** It closes the connection in the middle of the answer. */
    TRUNCATED,
    /** It changes one byte of the answer. */
    CORRUPTED
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI server;
  private final HttpServer proxy;
  private final AtomicInteger remaining = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, HttpResponse<byte[]>> lists = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
  private volatile boolean delayedLists;
  private volatile Duration age = Duration.ZERO;
  private volatile Predicate<String> aging = key -> false;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile Predicate<String> held = path -> false;
  private volatile @Nullable Fault fault;
  private volatile Predicate<String> affected = path -> true;

  private S3Server(Path folder, int port) throws IOException {
    String jar =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.contains("s3mock") && entry.endsWith("-exec.jar"))
            .findFirst()
            .orElseThrow();
    process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-jar",
                    jar,
                    "--server.port=0",
                    "--com.adobe.testing.s3mock.httpPort=" + port,
                    "--com.adobe.testing.s3mock.store.initial-buckets="
                        + BUCKET
                        + ","
                        + OTHER_BUCKET,
                    "--com.adobe.testing.s3mock.store.root=" + folder))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    server = URI.create("http://127.0.0.1:" + port);
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    proxy.createContext("/", this::answer);
    proxy.start();
  }

  /** Starts a server and waits until it answers. */
  public static S3Server start(Path folder) throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var started = new S3Server(folder, port);
    Awaitility.await().atMost(Duration.ofMinutes(5)).until(started::isReady);
    return started;
  }

  private boolean isReady() throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.resolve("/" + BUCKET + "?list-type=2"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              BodyHandlers.ofString());
      return answer.statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the URL of the proxy. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
  }

  /** Lets some of the next requests fail. */
  public void fail(Fault newFault, int times) {
    fail(newFault, times, path -> true);
  }

  /** Lets some of the next requests on paths fail. */
  public void fail(Fault newFault, int times, Predicate<String> paths) {
    fault = newFault;
    affected = paths;
    remaining.set(times);
  }

  /** Answers lists from now on as they were when they were last requested. */
  public void delayLists() {
    delayedLists = true;
  }

  /**
   * Lets objects appear in lists as if they had been written earlier by a time.
   *
   * @param keys selects the objects by their keys
   */
  public void age(Duration newAge, Predicate<String> keys) {
    age = newAge;
    aging = keys;
  }

  /** Answers no requests on paths until they are released. */
  public void hold(Predicate<String> paths) {
    gate = new CountDownLatch(1);
    held = paths;
  }

  /** Answers the requests that are held. */
  public void release() {
    held = path -> false;
    gate.countDown();
  }

  /** Returns the number of requests so far that read an object or a list and whose URI contains a text. */
  public int reads(String part) {
    return reads.entrySet().stream()
        .filter(read -> read.getKey().contains(part))
        .mapToInt(read -> read.getValue().get())
        .sum();
  }

  /**
   * Copies the objects of the bucket to the other bucket.
   *
   * @param part copies those whose keys contain this
   */
  public void copy(String part) throws IOException {
    try (var s3 =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("pawl", "secret")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(server)
            .build()) {
      for (var object :
          s3.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
              .toList()) {
        if (object.key().contains(part)) {
          s3.copyObject(request ->
              request
                  .sourceBucket(BUCKET)
                  .sourceKey(object.key())
                  .destinationBucket(OTHER_BUCKET)
                  .destinationKey(object.key()));
        }
      }
    }
  }

  /** Lets no request fail or be delayed any more. */
  public void recover() {
    aging = key -> false;
    release();
    delayedLists = false;
    remaining.set(0);
  }

  /** Returns the number of requests so far. */
  public int requests() {
    return requests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    Fault current = null;
    if (affected.test(exchange.getRequestURI().toString())
        && remaining.getAndUpdate(number -> Math.max(0, number - 1)) > 0) {
      current = fault;
    }
    if ("GET".equals(exchange.getRequestMethod())) {
      reads
          .computeIfAbsent(exchange.getRequestURI().toString(), _ -> new AtomicInteger())
          .incrementAndGet();
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      if (held.test(exchange.getRequestURI().toString())) {
        gate.await();
      }
      if (current == Fault.OUTAGE) {
        throw new IOException("closed");
      }
      if (current == Fault.FAILURE) {
        exchange.sendResponseHeaders(500, -1);
        return;
      }
      String uri = exchange.getRequestURI().toString();
      HttpResponse<byte[]> response =
          delayedLists && lists.containsKey(uri) ? lists.get(uri) : pass(exchange, body);
      if (uri.contains("list-type") && !delayedLists) {
        lists.put(uri, response);
      }
      if (current == Fault.SLOW) {
        // Longer than the client waits; it has closed the connection by then.
        Awaitility.await()
            .pollDelay(Duration.ofSeconds(5))
            .atMost(Duration.ofSeconds(30))
            .until(() -> true);
      }
      response
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!HOP_HEADERS.contains(name)) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      send(
          exchange,
          response,
          uri.contains("list-type") ? aged(response.body()) : response.body(),
          current);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Returns a list in which some objects are older. */
  private byte[] aged(byte[] list) {
    String aged =
        LISTED
            .matcher(new String(list, StandardCharsets.UTF_8))
            .replaceAll(object -> {
              Matcher key = KEY.matcher(object.group());
              return key.find() && aging.test(key.group())
                  ? MODIFIED
                      .matcher(object.group())
                      .replaceAll(time -> Instant.parse(time.group()).minus(age).toString())
                  : object.group();
            });
    return aged.getBytes(StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> pass(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!HOP_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void send(
      HttpExchange exchange, HttpResponse<byte[]> response, byte[] body, @Nullable Fault fault)
      throws IOException {
    byte[] content = body.clone();
    if (content.length == 0) {
      exchange.sendResponseHeaders(response.statusCode(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.statusCode(), content.length);
    int length = fault == Fault.TRUNCATED ? content.length / 2 : content.length;
    if (fault == Fault.CORRUPTED) {
      content[content.length / 2] ^= 1;
    }
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, 0, length);
    }
  }

  @Override
  public void close() {
    proxy.stop(0);
    process.destroyForcibly().onExit().join();
  }
}
