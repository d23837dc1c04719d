package dev.pawl.callback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Sends due callbacks at least once. Receivers detect duplicates by the id. */
@Component
class CallbackDispatcher {

  private static final Logger log = LoggerFactory.getLogger(CallbackDispatcher.class);
  private static final int BATCH_SIZE = 20;
  private static final int HTTP_GONE = 410;

  private final JdbcClient client;
  private final TransactionOperations transaction;
  private final CallbackProperties properties;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  CallbackDispatcher(
      JdbcClient client,
      TransactionOperations transaction,
      CallbackProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  private record DueCallback(UUID id, String url, String body, int tries) {}

  /** The result of an attempt. */
  private record AttemptResult(@Nullable Integer status, @Nullable String error) {

    boolean isDelivered() {
      return status != null && status / 100 == 2;
    }
  }

  /** Sends the callbacks that are due. */
  @Scheduled(fixedDelayString = "${pawl.callback.check:1s}")
  void sendDueCallbacks() throws InterruptedException {
    String secret = properties.secret();
    if (secret == null) {
      return;
    }
    var signature = new WebhookSignature(secret);
    List<DueCallback> due = claimDue();
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
  private List<DueCallback> claimDue() {
    Instant now = clock.instant();
    return client
        .sql(
            """
            update callback c set next_at = :until from workflow w
            where w.id = c.workflow_id and c.id in (
              select id from callback where next_at <= :now order by next_at limit :most
              for update skip locked)
            returning c.id, w.callback_url, c.body, c.tries
            """)
        .param("until", Timestamp.from(now.plus(properties.timeout().multipliedBy(3))))
        .param("now", Timestamp.from(now))
        .param("most", BATCH_SIZE)
        .query((row, number) ->
            new DueCallback(
                row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getInt(4)))
        .list();
  }

  private void send(DueCallback callback, WebhookSignature signature) {
    Instant at = clock.instant();
    long startNanos = System.nanoTime();
    AttemptResult result = post(callback, signature, at);
    long durationMs = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    try {
      transaction.executeWithoutResult(status -> recordAttempt(callback, result, at, durationMs));
    } catch (RuntimeException e) {
      log.warn(
          "Delivery status of callback {} is unknown, it will be sent again", callback.id(), e);
    }
  }

  private AttemptResult post(DueCallback callback, WebhookSignature signature, Instant at) {
    // The host may resolve to another address than at submission.
    Optional<String> rejectionReason = properties.rejectionReason(callback.url());
    if (rejectionReason.isPresent()) {
      return new AttemptResult(null, "the URL " + rejectionReason.get());
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
      return new AttemptResult(response.statusCode(), null);
    } catch (IOException e) {
      return new AttemptResult(null, e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new AttemptResult(null, "interrupted by the shutdown of the node");
    }
  }

  private void recordAttempt(
      DueCallback callback, AttemptResult result, Instant at, long durationMs) {
    client
        .sql(
            """
            insert into callback_attempt (callback_id, number, at, status, error, duration_ms)
            select :id, coalesce(max(number), 0) + 1, :at, :status, :error, :took
            from callback_attempt where callback_id = :id
            """)
        .param("id", callback.id())
        .param("at", Timestamp.from(at))
        .param("status", result.status())
        .param("error", result.error())
        .param("took", durationMs)
        .update();
    Instant nextAttemptAt = nextAttemptAt(callback, result);
    client
        .sql(
            "update callback set tries = tries + 1, next_at = :next, delivered_at = :heard where id"
                + " = :id")
        .param("next", nextAttemptAt == null ? null : Timestamp.from(nextAttemptAt))
        .param("heard", result.isDelivered() ? Timestamp.from(at) : null)
        .param("id", callback.id())
        .update();
  }

  /** Returns the time of the next attempt; null after a delivery, a 410 response or the last attempt. */
  private @Nullable Instant nextAttemptAt(DueCallback callback, AttemptResult result) {
    boolean completed =
        result.isDelivered() || result.status() != null && result.status() == HTTP_GONE;
    return completed || callback.tries() >= properties.retryDelays().size()
        ? null
        : clock.instant().plus(properties.retryDelays().get(callback.tries()));
  }
}
