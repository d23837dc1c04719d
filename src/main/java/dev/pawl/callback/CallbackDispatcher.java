package dev.pawl.callback;

import dev.pawl.callback.Callback.CallbackAttempt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
  private static final int HTTP_GONE = 410;

  private final CallbackRepository callbacks;
  private final TransactionOperations transaction;
  private final CallbackProperties properties;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  CallbackDispatcher(
      CallbackRepository callbacks,
      TransactionOperations transaction,
      CallbackProperties properties,
      Clock clock) {
    this.callbacks = callbacks;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  /** The status of the response, or the reason why there was none. */
  private record Response(@Nullable Integer status, @Nullable String error) {}

  /** Sends the callbacks that are due. */
  @Scheduled(fixedDelayString = "${pawl.callback.check:1s}")
  void sendDueCallbacks() throws InterruptedException {
    String secret = properties.secret();
    if (secret == null) {
      return;
    }
    var signature = new WebhookSignature(secret);
    List<Callback> due = claimDue();
    if (due.isEmpty()) {
      return;
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          due.stream()
              .<Callable<Void>>map(callback ->
                  () -> {
                    send(callback, signature);
                    return null;
                  })
              .toList());
    }
  }

  /** Claims due callbacks for three times the timeout of an attempt; after a crash they are due again. */
  private List<Callback> claimDue() {
    Instant now = clock.instant();
    Instant until = now.plus(properties.timeout().multipliedBy(3));
    return transaction.execute(status -> {
      List<Callback> due =
          callbacks.findAndSkipLockedByNextAtLessThanEqualOrderByNextAt(now, Limit.of(BATCH_SIZE));
      due.forEach(callback -> callback.claim(until));
      return due;
    });
  }

  private void send(Callback callback, WebhookSignature signature) {
    Instant at = clock.instant();
    long startNanos = System.nanoTime();
    Response response = post(callback, signature, at);
    long durationMs = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    var attempt = new CallbackAttempt(at, response.status(), response.error(), durationMs);
    try {
      Instant next = nextAttemptAt(callback, attempt);
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
      return new Response(null, "the URL " + rejectionReason.get());
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
      return new Response(response.statusCode(), null);
    } catch (IOException e) {
      return new Response(null, e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Response(null, "interrupted by the shutdown of the node");
    }
  }

  /** Returns the time of the next attempt; null after a delivery, a 410 response or the last attempt. */
  private @Nullable Instant nextAttemptAt(Callback callback, CallbackAttempt attempt) {
    boolean completed =
        attempt.isDelivered() || attempt.status() != null && attempt.status() == HTTP_GONE;
    return completed || callback.tries() >= properties.retryDelays().size()
        ? null
        : clock.instant().plus(properties.retryDelays().get(callback.tries()));
  }
}
