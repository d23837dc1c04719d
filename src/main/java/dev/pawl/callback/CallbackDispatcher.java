package dev.pawl.callback;

import dev.pawl.callback.Callback.CallbackAttempt;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Sends due callbacks at least once. Receivers detect duplicates by the id. */
@Component
class CallbackDispatcher {

  private static final Logger log = LoggerFactory.getLogger(CallbackDispatcher.class);
  private static final int BATCH_SIZE = 20;
  private static final int MAX_BATCHES = 50;
  private static final int HTTP_GONE = 410;

  /** The number of connections to one receiver, so that a slow one does not occupy the node. */
  private static final int MAX_PER_RECEIVER = 10;

  /** The time after which a callback is due again if all connections to its receiver are in use. */
  private static final Duration BUSY_DELAY = Duration.ofSeconds(2);

  private static final Duration MAX_PAUSE = Duration.ofDays(1);

  private final CallbackRepository callbacks;
  private final TransactionOperations transaction;
  private final CallbackProperties properties;
  private final NodeService nodes;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The number of callbacks that are being sent, by receiver. */
  private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();

  private final HttpClient http =
      HttpClient.newBuilder()
          // Otherwise, each request asks for an upgrade to HTTP/2, which some receivers reject.
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  CallbackDispatcher(
      CallbackRepository callbacks,
      TransactionOperations transaction,
      CallbackProperties properties,
      NodeService nodes,
      Clock clock) {
    this.callbacks = callbacks;
    this.transaction = transaction;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
  }

  /** The status of the response, or the reason why there was none. */
  private record Response(@Nullable Integer status, @Nullable String error, Duration retryAfter) {

    static Response failed(String error) {
      return new Response(null, error, Duration.ZERO);
    }
  }

  /** Starts to send the callbacks that are due. A slow receiver delays only its own callbacks. */
  @Scheduled(fixedDelayString = "${pawl.callback.check:500ms}")
  void sendDueCallbacks() {
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    String secret = properties.secret();
    if (secret == null) {
      return;
    }
    var signature = new WebhookSignature(secret);
    List<Callback> due;
    int batches = 0;
    do {
      due = claimDue();
      for (Callback callback : due) {
        String receiver = String.valueOf(URI.create(callback.url()).getAuthority());
        threads.execute(() -> {
          try {
            send(callback, signature);
          } finally {
            inFlight.computeIfPresent(receiver, (key, count) -> count == 1 ? null : count - 1);
          }
        });
      }
    } while (due.size() == BATCH_SIZE && ++batches < MAX_BATCHES);
  }

  /** Claims due callbacks for three times the timeout of an attempt; after a crash they are due again. */
  private List<Callback> claimDue() {
    Instant now = clock.instant();
    Instant until = now.plus(properties.timeout().multipliedBy(3));
    return transaction.execute(status -> {
      List<Callback> due =
          callbacks.findAndSkipLockedByNextAtLessThanEqualOrderByNextAt(now, Limit.of(BATCH_SIZE));
      var claimed = new ArrayList<Callback>();
      for (Callback callback : due) {
        if (reserve(String.valueOf(URI.create(callback.url()).getAuthority()))) {
          callback.claim(until);
          claimed.add(callback);
        } else {
          callback.claim(now.plus(BUSY_DELAY));
        }
      }
      return claimed;
    });
  }

  /** Reserves one of the connections to a receiver; returns false if all are in use. */
  private boolean reserve(String receiver) {
    var reserved = new AtomicBoolean();
    inFlight.compute(
        receiver,
        (key, count) -> {
          int current = count == null ? 0 : count;
          reserved.set(current < MAX_PER_RECEIVER);
          return reserved.get() ? Integer.valueOf(current + 1) : count;
        });
    return reserved.get();
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  private void send(Callback callback, WebhookSignature signature) {
    Instant at = clock.instant();
    long startNanos = System.nanoTime();
    Response response = post(callback, signature, at);
    long durationMs = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    var attempt = new CallbackAttempt(at, response.status(), response.error(), durationMs);
    try {
      Instant next = nextAttemptAt(callback, attempt, response.retryAfter());
      transaction.executeWithoutResult(status ->
          callbacks
              .findForUpdateById(callback.id())
              .ifPresent(stored -> stored.attempted(attempt, next)));
    } catch (RuntimeException e) {
      log.warn("Delivery status of callback {} is unknown, sending it again", callback.id(), e);
    }
  }

  private Response post(Callback callback, WebhookSignature signature, Instant at) {
    // The host may resolve to another address than at submission.
    Optional<String> rejectionReason = properties.rejectionReason(callback.url());
    if (rejectionReason.isPresent()) {
      return Response.failed("the URL " + rejectionReason.get());
    }
    try {
      var request =
          HttpRequest.newBuilder(URI.create(callback.url()))
              .timeout(properties.timeout())
              .header("Content-Type", "application/json")
              .header("User-Agent", "Pawl")
              .header("webhook-id", callback.id().toString())
              .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
              .header(
                  "webhook-signature",
                  signature.sign(callback.id().toString(), at, callback.body()))
              .POST(BodyPublishers.ofString(callback.body()))
              .build();
      var response = http.send(request, BodyHandlers.ofInputStream());
      response.body().close();
      return new Response(
          response.statusCode(), null, retryAfter(response.headers().firstValue("Retry-After")));
    } catch (IOException e) {
      return Response.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Response.failed("interrupted by the shutdown of the node");
    }
  }

  /** Returns the time of the next attempt; null after a delivery, a 410 response or the last attempt. */
  private @Nullable Instant nextAttemptAt(
      Callback callback, CallbackAttempt attempt, Duration retryAfter) {
    boolean completed =
        attempt.isDelivered() || attempt.status() != null && attempt.status() == HTTP_GONE;
    if (completed || callback.tries() >= properties.retryDelays().size()) {
      return null;
    }
    Duration delay = properties.retryDelays().get(callback.tries());
    return clock.instant().plus(retryAfter.compareTo(delay) > 0 ? retryAfter : delay);
  }

  /** Returns the pause that a receiver asks for, in seconds or until a time, up to a day; zero if there is none. */
  private Duration retryAfter(Optional<String> header) {
    String text = header.orElse("").strip();
    Duration pause = Duration.ZERO;
    if (text.matches("\\d{1,9}")) {
      pause = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        Instant time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        pause = Duration.between(clock.instant(), time);
      } catch (DateTimeException e) {
        log.debug("A receiver sent an invalid Retry-After: {}", text, e);
      }
    }
    return pause.isNegative() ? Duration.ZERO : pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
  }
}
