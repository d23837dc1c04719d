package dev.pawl.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests with an HTTP client if it accepts them, else as raw bytes. Closes event streams after a moment. */
public final class RequestSender implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 20;
  private static final int MAX_UNREADABLE_BODY = 1000;
  private static final int MAX_CLIENT_BODY = 1 << 18;

  /** Less than the 8 KiB limit of Tomcat. */
  private static final int MAX_HEAD = 8000;

  private static final Duration STREAM_DURATION = Duration.ofMillis(150);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  public RequestSender(int port) {
    this.port = port;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Sends a request; a missing response within the timeout is an {@link IOException}. */
  public FuzzResponse send(FuzzRequest fuzzRequest) throws IOException, InterruptedException {
    // The client may fail on a response that arrives while it is still sending.
    boolean answeredEarly =
        fuzzRequest.body().length > MAX_CLIENT_BODY || head(fuzzRequest).length() > MAX_HEAD;
    Optional<HttpRequest> request = answeredEarly ? Optional.empty() : request(fuzzRequest);
    long startNanos = System.nanoTime();
    Optional<FuzzResponse> response =
        request.isPresent() ? send(request.get(), startNanos) : Optional.empty();
    return response.isPresent() ? response.get() : sendBytes(fuzzRequest, System.nanoTime());
  }

  private Optional<HttpRequest> request(FuzzRequest fuzzRequest) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + fuzzRequest.target()));
      fuzzRequest.headers().forEach(header -> request.header(header.getKey(), header.getValue()));
      return Optional.of(
          request
              .method(
                  fuzzRequest.method(),
                  fuzzRequest.body().length == 0
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofByteArray(fuzzRequest.body()))
              .build());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<FuzzResponse> send(HttpRequest request, long startNanos)
      throws IOException, InterruptedException {
    var future = client.sendAsync(request, RequestSender::subscriber);
    try {
      HttpResponse<byte[]> response = future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      return Optional.of(
          new FuzzResponse(response.statusCode(), headers, response.body(), since(startNanos)));
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new IOException("no complete response within " + TIMEOUT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NullPointerException) {
        // A bug of the client itself.
        return Optional.empty();
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static BodySubscriber<byte[]> subscriber(ResponseInfo head) {
    boolean stream =
        head.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
    return stream ? new PartialBodySubscriber() : BodySubscribers.ofByteArray();
  }

  /** Reads the stream for a moment and closes it. */
  private static final class PartialBodySubscriber implements BodySubscriber<byte[]> {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
      CompletableFuture.delayedExecutor(STREAM_DURATION.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> {
            onComplete();
            subscription.cancel();
          });
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        received.writeBytes(bytes);
      }
    }

    @Override
    public void onError(Throwable throwable) {
      body.completeExceptionally(throwable);
    }

    @Override
    public synchronized void onComplete() {
      body.complete(received.toByteArray());
    }
  }

  /** Returns the request head, as HTTP/1.0, so that the connection is closed at the end of the response. */
  private String head(FuzzRequest fuzzRequest) {
    var head = new StringBuilder();
    head.append(fuzzRequest.method())
        .append(' ')
        .append(fuzzRequest.target())
        .append(" HTTP/1.0\r\n");
    head.append("Host: 127.0.0.1:").append(port).append("\r\n");
    fuzzRequest
        .headers()
        .forEach(header ->
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    return head.toString();
  }

  /** Shortens the body of an unreadable request: the server closes the connection, and unread bytes reset it. */
  private byte[] body(FuzzRequest fuzzRequest) {
    if (head(fuzzRequest).length() > MAX_HEAD) {
      return new byte[0];
    }
    boolean readable =
        request(fuzzRequest).isPresent()
            && fuzzRequest.target().chars().allMatch(character -> character < 128);
    return readable
        ? fuzzRequest.body()
        : Arrays.copyOf(
            fuzzRequest.body(), Math.min(MAX_UNREADABLE_BODY, fuzzRequest.body().length));
  }

  private FuzzResponse sendBytes(FuzzRequest fuzzRequest, long startNanos) throws IOException {
    byte[] body = body(fuzzRequest);
    String head = head(fuzzRequest) + "Content-Length: " + body.length + "\r\n\r\n";
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_SECONDS * 1000);
      socket.getOutputStream().write(bytes.toByteArray());
      var in = socket.getInputStream();
      String line = readLine(in);
      if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
        throw new IOException("not an HTTP response: " + line);
      }
      int status = Integer.parseInt(line.substring(9, 12));
      Map<String, String> headers = new HashMap<>();
      for (line = readLine(in); !line.isEmpty(); line = readLine(in)) {
        int colon = line.indexOf(':');
        headers.putIfAbsent(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      boolean stream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
      byte[] answer = stream ? new byte[0] : in.readAllBytes();
      return new FuzzResponse(status, headers, answer, since(startNanos));
    }
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the response ends within its head: " + line);
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
