package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Kind;
import dev.pawl.network.ConcurrencyLimit;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Sends due messages to forges, at least once, and pauses while a forge limits the rate of requests. */
@Component
class ForgeMessageDispatcher {

  private static final Logger log = LoggerFactory.getLogger(ForgeMessageDispatcher.class);
  private static final int BATCH_SIZE = 20;
  private static final int MAX_BATCHES = 50;

  /** The number of simultaneous requests to one forge; forges ask for few, and limit those that create content. */
  private static final int MAX_PER_FORGE = 4;

  /** The number of requests that a message may need, which limits the time for which it is claimed. */
  private static final int MAX_REQUESTS = 40;

  private static final Duration BUSY_DELAY = Duration.ofSeconds(1);
  private static final int MAX_ERROR_LENGTH = 1000;

  private final ForgeMessageRepository messages;
  private final ForgeConnections connections;
  private final ForgeMessageContent content;
  private final WorkflowService workflows;
  private final TransactionOperations transaction;
  private final ForgeProperties properties;
  private final NodeService nodes;
  private final Clock clock;
  private final Map<Kind, Forge> forges = new EnumMap<>(Kind.class);
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MAX_PER_FORGE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The end of the rate limit of a connection. */
  private final Map<String, Instant> pausedUntil = new ConcurrentHashMap<>();

  ForgeMessageDispatcher(
      ForgeMessageRepository messages,
      ForgeConnections connections,
      ForgeMessageContent content,
      WorkflowService workflows,
      List<Forge> forges,
      TransactionOperations transaction,
      ForgeProperties properties,
      NodeService nodes,
      Clock clock) {
    this.messages = messages;
    this.connections = connections;
    this.content = content;
    this.workflows = workflows;
    this.transaction = transaction;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
    forges.forEach(forge -> this.forges.put(forge.kind(), forge));
  }

  /** Starts to send the messages that are due. A slow forge delays only its own messages. */
  @Scheduled(fixedDelayString = "${pawl.forge.check:500ms}")
  void sendDueMessages() {
    if (nodes.admission() == NodeAdmission.PAUSED || properties.connections().isEmpty()) {
      return;
    }
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      var due = new ArrayList<ForgeMessage>();
      for (ForgeMessage message : claimDue(due)) {
        threads.execute(() -> {
          try {
            send(message);
          } finally {
            limit.release(message.forge());
          }
        });
      }
      if (due.size() < BATCH_SIZE) {
        return;
      }
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Claims due messages; after a crash they are due again. */
  private List<ForgeMessage> claimDue(List<ForgeMessage> due) {
    Instant now = now();
    Instant until = now.plus(properties.timeout().multipliedBy(MAX_REQUESTS));
    return transaction.execute(status -> {
      due.addAll(messages.findDueAndSkipLocked(now, BATCH_SIZE));
      var claimed = new ArrayList<ForgeMessage>();
      for (ForgeMessage message : due) {
        Instant pause = pausedUntil.getOrDefault(message.forge(), Instant.EPOCH);
        if (pause.isAfter(now)) {
          message.postpone(pause);
        } else if (limit.tryAcquire(message.forge())) {
          message.claim(until);
          claimed.add(message);
        } else {
          message.postpone(now.plus(BUSY_DELAY));
        }
      }
      return claimed;
    });
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  private void send(ForgeMessage message) {
    try {
      RemoteObject remote = deliver(message);
      record(message, stored -> stored.delivered(message, remote, now()));
    } catch (ForgeException e) {
      recordFailure(message, e);
    } catch (IOException | RuntimeException e) {
      log.warn("Message {} to forge {} could not be created", message.id(), message.forge(), e);
      String text = "internal error in Pawl: " + e;
      recordFailure(
          message,
          new ForgeException(text.substring(0, Math.min(MAX_ERROR_LENGTH, text.length()))));
    }
  }

  private RemoteObject deliver(ForgeMessage message) throws ForgeException, IOException {
    ForgeConnection connection =
        connections
            .find(message.forge())
            .orElseThrow(() ->
                new ForgeException(
                    "the connection %s is not configured any more".formatted(message.forge())));
    if (!connection.allows(message.repository())) {
      throw new ForgeException(
          "the connection %s does not allow the repository %s any more"
              .formatted(connection, message.repository()));
    }
    Optional<WorkflowView> found = workflows.findById(message.workflowId());
    Forge forge = forges.get(connection.kind());
    if (found.isEmpty() || forge == null) {
      return RemoteObject.UNKNOWN;
    }
    WorkflowView workflow = found.get();
    String repository = message.repository();
    return switch (message.kind()) {
      case STATUS ->
          forge.setStatus(
              connection,
              repository,
              message.subject(),
              content.status(workflow, message.context()),
              message.remoteId());
      case COMMENT -> comment(forge, connection, message, workflow);
      case PULL_REQUEST -> {
        Optional<PullRequestDraft> draft = content.pullRequest(workflow);
        yield draft.isEmpty() || message.remoteId() != null
            ? RemoteObject.UNKNOWN
            : forge.createPullRequest(connection, repository, draft.get());
      }
    };
  }

  /** Updates the comment, or creates it if there is none. */
  private RemoteObject comment(
      Forge forge, ForgeConnection connection, ForgeMessage message, WorkflowView workflow)
      throws ForgeException, IOException {
    long pullRequest = Long.parseLong(message.subject());
    String repository = message.repository();
    String text = content.comment(workflow, message.context());
    String id =
        message.remoteId() == null
            // The comment may have been created by an attempt whose response was lost.
            ? forge
                .findComment(
                    connection,
                    repository,
                    pullRequest,
                    ForgeMessageContent.marker(message.context()))
                .map(RemoteObject::id)
                .orElse(null)
            : message.remoteId();
    Optional<RemoteObject> updated =
        id == null
            ? Optional.empty()
            : forge.updateComment(connection, repository, pullRequest, id, text);
    return updated.isPresent()
        ? updated.get()
        : forge.createComment(connection, repository, pullRequest, text);
  }

  private void recordFailure(ForgeMessage message, ForgeException failure) {
    Instant now = now();
    if (failure.isRateLimited()) {
      pausedUntil.put(message.forge(), now.plus(failure.pause()));
    }
    Instant next = nextAttemptAt(message, failure, now);
    if (next == null) {
      log.warn(
          "Message not delivered: forge {}, repository {}, {} {}: {}",
          message.forge(),
          message.repository(),
          message.kind().value(),
          message.subject(),
          failure.getMessage());
    }
    record(message, stored -> stored.failed(message, failure, next, now));
  }

  /** Returns the time of the next attempt; null after the last one. A rate limit does not count as an attempt. */
  private @Nullable Instant nextAttemptAt(
      ForgeMessage message, ForgeException failure, Instant now) {
    if (failure.isRateLimited()) {
      return now.plus(failure.pause());
    }
    if (message.tries() >= properties.retryDelays().size()) {
      return null;
    }
    Duration delay = properties.retryDelays().get(message.tries());
    return now.plus(failure.pause().compareTo(delay) > 0 ? failure.pause() : delay);
  }

  private void record(ForgeMessage message, Consumer<ForgeMessage> change) {
    try {
      transaction.executeWithoutResult(
          status -> messages.findForUpdateById(message.id()).ifPresent(change));
    } catch (RuntimeException e) {
      log.warn(
          "Delivery status of message {} to forge {} is unknown, sending it again",
          message.id(),
          message.forge(),
          e);
    }
  }
}
