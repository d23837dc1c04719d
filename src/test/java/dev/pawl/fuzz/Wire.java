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
public final class Wire implements AutoCloseable {

  private static final int LONGEST_SECONDS = 20;
  private static final int FEW = 1000;
  private static final int LARGE = 1 << 18;

  /** Less than the 8 KiB limit of Tomcat. */
  private static final int LONGEST_HEAD = 8000;

  private static final Duration MOMENT = Duration.ofMillis(150);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  public Wire(int port) {
    this.port = port;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Sends a request; a missing response within the timeout is an {@link IOException}. */
  public Received send(Sent sent) throws IOException, InterruptedException {
    // The client may fail on a response that arrives while it is still sending.
    boolean answeredEarly = sent.body().length > LARGE || head(sent).length() > LONGEST_HEAD;
    Optional<HttpRequest> request = answeredEarly ? Optional.empty() : request(sent);
    long from = System.nanoTime();
    Optional<Received> received =
        request.isPresent() ? send(request.get(), from) : Optional.empty();
    return received.isPresent() ? received.get() : sendBytes(sent, System.nanoTime());
  }

  private Optional<HttpRequest> request(Sent sent) {
    try {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + sent.target()));
      sent.headers().forEach(header -> request.header(header.getKey(), header.getValue()));
      return Optional.of(
          request
              .method(
                  sent.method(),
                  sent.body().length == 0
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofByteArray(sent.body()))
              .build());
    } catch (IllegalArgumentException notForTheClient) {
      return Optional.empty();
    }
  }

  private Optional<Received> send(HttpRequest request, long from)
      throws IOException, InterruptedException {
    var coming = client.sendAsync(request, Wire::subscriber);
    try {
      HttpResponse<byte[]> response = coming.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      return Optional.of(
          new Received(response.statusCode(), headers, response.body(), since(from)));
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new IOException("no complete response within " + LONGEST_SECONDS + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NullPointerException) {
        // A bug of the client itself.
        return Optional.empty();
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static Duration since(long from) {
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private static BodySubscriber<byte[]> subscriber(ResponseInfo head) {
    boolean stream =
        head.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
    return stream ? new Glance() : BodySubscribers.ofByteArray();
  }

  /** Reads the stream for a moment and closes it. */
  private static final class Glance implements BodySubscriber<byte[]> {

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> over = new CompletableFuture<>();

    @Override
    public CompletionStage<byte[]> getBody() {
      return over;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
      CompletableFuture.delayedExecutor(MOMENT.toMillis(), TimeUnit.MILLISECONDS)
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
        seen.writeBytes(bytes);
      }
    }

    @Override
    public void onError(Throwable throwable) {
      over.completeExceptionally(throwable);
    }

    @Override
    public synchronized void onComplete() {
      over.complete(seen.toByteArray());
    }
  }

  /** Returns the request head, as HTTP/1.0, so that the connection is closed at the end of the response. */
  private String head(Sent sent) {
    var head = new StringBuilder();
    head.append(sent.method()).append(' ').append(sent.target()).append(" HTTP/1.0\r\n");
    head.append("Host: 127.0.0.1:").append(port).append("\r\n");
    sent.headers()
        .forEach(header ->
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    return head.toString();
  }

  /** Shortens the body of an unreadable request: the server closes the connection, and unread bytes reset it. */
  private byte[] body(Sent sent) {
    if (head(sent).length() > LONGEST_HEAD) {
      return new byte[0];
    }
    boolean readable =
        request(sent).isPresent() && sent.target().chars().allMatch(one -> one < 128);
    return readable ? sent.body() : Arrays.copyOf(sent.body(), Math.min(FEW, sent.body().length));
  }

  private Received sendBytes(Sent sent, long from) throws IOException {
    byte[] body = body(sent);
    String head = head(sent) + "Content-Length: " + body.length + "\r\n\r\n";
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LONGEST_SECONDS * 1000);
      socket.getOutputStream().write(bytes.toByteArray());
      var in = socket.getInputStream();
      String line = line(in);
      if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
        throw new IOException("not an HTTP response: " + line);
      }
      int status = Integer.parseInt(line.substring(9, 12));
      Map<String, String> headers = new HashMap<>();
      for (line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        headers.putIfAbsent(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      boolean stream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
      byte[] answer = stream ? new byte[0] : in.readAllBytes();
      return new Received(status, headers, answer, since(from));
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the response ends within its head: " + line);
      }
      if (one != '\r') {
        line.write(one);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
