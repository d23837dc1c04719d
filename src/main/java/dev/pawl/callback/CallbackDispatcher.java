package dev.pawl.callback;

import dev.pawl.callback.Callback.CallbackAttempt;
import dev.pawl.network.ConcurrencyLimit;
import dev.pawl.network.OutboundHttpClient;
import dev.pawl.network.OutboundHttpClient.Response;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import jakarta.annotation.PreDestroy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
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
  private static final int MAX_BATCHES = 50;
  private static final int HTTP_GONE = 410;

  /** The number of connections to one receiver, so that a slow one does not occupy the node. */
  private static final int MAX_PER_RECEIVER = 10;

  /** The time after which a callback is due again if all connections to its receiver are in use. */
  private static final Duration BUSY_DELAY = Duration.ofSeconds(2);

  private final CallbackRepository callbacks;
  private final TransactionOperations transaction;
  private final CallbackProperties properties;
  private final NodeService nodes;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final ConcurrencyLimit limit = new ConcurrencyLimit(MAX_PER_RECEIVER);
  private final OutboundHttpClient http;

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
    this.http = new OutboundHttpClient(clock);
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
            limit.release(receiver);
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
        if (limit.tryAcquire(String.valueOf(URI.create(callback.url()).getAuthority()))) {
          callback.claim(until);
          claimed.add(callback);
        } else {
          callback.claim(now.plus(BUSY_DELAY));
        }
      }
      return claimed;
    });
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
      Instant next = nextAttemptAt(callback, attempt, http.retryAfter(response));
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
    return http.send(
        HttpRequest.newBuilder(URI.create(callback.url()))
            .timeout(properties.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "Pawl")
            .header("webhook-id", callback.id().toString())
            .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
            .header(
                "webhook-signature", signature.sign(callback.id().toString(), at, callback.body()))
            .POST(BodyPublishers.ofString(callback.body()))
            .build());
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
}
