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
class Sender {

  private static final Logger log = LoggerFactory.getLogger(Sender.class);
  private static final int AT_ONCE = 20;
  private static final int GONE = 410;

  private final JdbcClient client;
  private final TransactionOperations transaction;
  private final CallbackProperties properties;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Sender(
      JdbcClient client,
      TransactionOperations transaction,
      CallbackProperties properties,
      Clock clock) {
    this.client = client;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  private record Due(UUID id, String url, String body, int tries) {}

  /** The result of an attempt. */
  private record Answer(@Nullable Integer status, @Nullable String error) {

    boolean isHeard() {
      return status != null && status / 100 == 2;
    }
  }

  /** Sends the callbacks that are due. */
  @Scheduled(fixedDelayString = "${pawl.callback.check:1s}")
  void runOnce() throws InterruptedException {
    String secret = properties.secret();
    if (secret == null) {
      return;
    }
    var signature = new Signature(secret);
    List<Due> due = take();
    if (due.isEmpty()) {
      return;
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          due.stream()
              .<Callable<Void>>map(one ->
                  () -> {
                    send(one, signature);
                    return null;
                  })
              .toList());
    }
  }

  /** Claims due callbacks for three times the timeout of an attempt; after a crash they are due again. */
  private List<Due> take() {
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
        .param("most", AT_ONCE)
        .query((row, number) ->
            new Due(
                row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getInt(4)))
        .list();
  }

  private void send(Due due, Signature signature) {
    Instant at = clock.instant();
    long begun = System.nanoTime();
    Answer answer = ask(due, signature, at);
    long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    try {
      transaction.executeWithoutResult(status -> record(due, answer, at, took));
    } catch (RuntimeException e) {
      log.warn("Delivery status of callback {} is unknown, it will be sent again", due.id(), e);
    }
  }

  private Answer ask(Due due, Signature signature, Instant at) {
    // The host may resolve to another address than at submission.
    Optional<String> fault = properties.fault(due.url());
    if (fault.isPresent()) {
      return new Answer(null, "the URL " + fault.get());
    }
    try {
      var request =
          HttpRequest.newBuilder(URI.create(due.url()))
              .timeout(properties.timeout())
              .header("Content-Type", "application/json")
              .header("User-Agent", "Pawl")
              .header("webhook-id", due.id().toString())
              .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
              .header("webhook-signature", signature.of(due.id().toString(), at, due.body()))
              .POST(BodyPublishers.ofString(due.body()))
              .build();
      var response = http.send(request, BodyHandlers.ofInputStream());
      response.body().close();
      return new Answer(response.statusCode(), null);
    } catch (IOException e) {
      return new Answer(null, e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(null, "interrupted by the shutdown of the node");
    }
  }

  private void record(Due due, Answer answer, Instant at, long took) {
    client
        .sql(
            """
            insert into callback_attempt (callback_id, number, at, status, error, duration_ms)
            select :id, coalesce(max(number), 0) + 1, :at, :status, :error, :took
            from callback_attempt where callback_id = :id
            """)
        .param("id", due.id())
        .param("at", Timestamp.from(at))
        .param("status", answer.status())
        .param("error", answer.error())
        .param("took", took)
        .update();
    Instant next = next(due, answer);
    client
        .sql(
            "update callback set tries = tries + 1, next_at = :next, delivered_at = :heard where id"
                + " = :id")
        .param("next", next == null ? null : Timestamp.from(next))
        .param("heard", answer.isHeard() ? Timestamp.from(at) : null)
        .param("id", due.id())
        .update();
  }

  /** Returns the time of the next attempt; null after a delivery, a 410 response or the last attempt. */
  private @Nullable Instant next(Due due, Answer answer) {
    boolean over = answer.isHeard() || answer.status() != null && answer.status() == GONE;
    return over || due.tries() >= properties.pauses().size()
        ? null
        : clock.instant().plus(properties.pauses().get(due.tries()));
  }
}
