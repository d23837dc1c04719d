package dev.pawl.forge;

import dev.pawl.lock.Concurrency;
import dev.pawl.network.ConcurrencyLimit;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.project.ProjectService;
import dev.pawl.submission.SubmissionService;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.NewWorkflow;
import dev.pawl.workspace.WorkspaceService;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/**
 * Starts the workflows of the triggers that match received events. The events of a branch or pull request are processed
 * one after the other, so that a newer one supersedes an older one, whichever node processes them.
 */
@Component
class ForgeEventProcessor {

  private static final Logger log = LoggerFactory.getLogger(ForgeEventProcessor.class);
  private static final int BATCH_SIZE = 50;
  private static final int MAX_BATCHES = 20;
  private static final int MAX_PARALLEL = 4;
  private static final int MAX_TRIES = 4;
  private static final int MAX_ERROR_LENGTH = 2000;

  /** The time after which the event of a lost node is due again; planning has a smaller limit. */
  private static final Duration CLAIM = Duration.ofMinutes(10);

  /** The time for which events are kept, so that they are recognized when they are sent again. */
  private static final Duration RETENTION = Duration.ofDays(90);

  private final ReceivedEventRepository events;
  private final TriggerRepository triggers;
  private final ForgeConnections connections;
  private final SubmissionService submissions;
  private final ProjectService projects;
  private final WorkspaceService workspaces;
  private final TransactionOperations transaction;
  private final ForgeProperties properties;
  private final NodeService nodes;
  private final Clock clock;
  private final Map<ForgeProperties.Kind, Forge> forges = new EnumMap<>(ForgeProperties.Kind.class);
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MAX_PARALLEL);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ForgeEventProcessor(
      ReceivedEventRepository events,
      TriggerRepository triggers,
      ForgeConnections connections,
      SubmissionService submissions,
      ProjectService projects,
      WorkspaceService workspaces,
      List<Forge> forges,
      TransactionOperations transaction,
      ForgeProperties properties,
      NodeService nodes,
      Clock clock) {
    this.events = events;
    this.triggers = triggers;
    this.connections = connections;
    this.submissions = submissions;
    this.projects = projects;
    this.workspaces = workspaces;
    this.transaction = transaction;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
    forges.forEach(forge -> this.forges.put(forge.kind(), forge));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Starts to process the events that are due. */
  @Scheduled(fixedDelayString = "${pawl.forge.check:500ms}")
  void processDueEvents() {
    if (nodes.admission() == NodeAdmission.PAUSED || properties.connections().isEmpty()) {
      return;
    }
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      List<ReceivedEvent> claimed = claimDue();
      if (claimed.isEmpty()) {
        return;
      }
      for (ReceivedEvent event : claimed) {
        threads.execute(() -> {
          try {
            process(event);
          } finally {
            limit.release(event.forge());
          }
          processNext();
        });
      }
    }
  }

  /** Processes the events that have waited for another one, without waiting for the next check. */
  private void processNext() {
    try {
      if (!threads.isShutdown()) {
        processDueEvents();
      }
    } catch (RuntimeException e) {
      log.debug("The next check processes the events that are due", e);
    }
  }

  private List<ReceivedEvent> claimDue() {
    Instant now = now();
    return transaction.execute(status -> {
      var claimed = new ArrayList<ReceivedEvent>();
      for (ReceivedEvent event : events.findDueAndSkipLocked(now, BATCH_SIZE)) {
        if (limit.tryAcquire(event.forge())) {
          event.claim(now.plus(CLAIM));
          claimed.add(event);
        }
      }
      return claimed;
    });
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  /** Deletes events that were processed long ago. */
  @Scheduled(fixedDelayString = "1h")
  void deleteOldEvents() {
    int deleted = events.deleteProcessedBefore(now().minus(RETENTION));
    if (deleted > 0) {
      log.info("Deleted old events of forges: {}", deleted);
    }
  }

  private void process(ReceivedEvent event) {
    try {
      String result = startWorkflows(event);
      update(event, stored -> stored.processed(result, now()));
    } catch (ForgeException | RuntimeException e) {
      recordFailure(event, e);
    }
  }

  private void recordFailure(ReceivedEvent event, Exception failure) {
    String reason = reason(failure);
    boolean last = event.tries() + 1 >= MAX_TRIES;
    Duration delay =
        properties.retryDelays().isEmpty()
            ? properties.check()
            : properties
                .retryDelays()
                .get(Math.min(event.tries(), properties.retryDelays().size() - 1));
    if (last) {
      log.warn(
          "Event of a forge started no workflow: forge {}, repository {}, commit {}: {}",
          event.forge(),
          event.content().repository(),
          event.content().commit(),
          reason);
    }
    try {
      update(
          event,
          stored -> {
            if (last) {
              stored.processed("failed: " + reason, now());
            } else {
              stored.failed("failed: " + reason, now().plus(delay));
            }
          });
    } catch (RuntimeException e) {
      log.warn("Result of event {} is unknown, processing it again later", event.id(), e);
    }
  }

  private static String reason(Exception failure) {
    String text =
        failure instanceof ErrorResponseException rejection
            ? InvalidRequestException.describe(rejection)
            : failure instanceof ForgeException
                ? String.valueOf(failure.getMessage())
                : "internal error in Pawl or its database: " + failure;
    return text.substring(0, Math.min(MAX_ERROR_LENGTH, text.length())).replace('\0', ' ');
  }

  private void update(ReceivedEvent event, Consumer<ReceivedEvent> change) {
    transaction.executeWithoutResult(
        status -> events.findForUpdateById(event.id()).ifPresent(change));
  }

  /** Starts the workflows of all matching triggers, and returns what was done. */
  private String startWorkflows(ReceivedEvent event) throws ForgeException {
    ForgeEvent content = event.content();
    Optional<ForgeConnection> connection = connections.find(event.forge());
    if (connection.isEmpty() || !connection.get().allows(content.repository())) {
      return "ignored: the connection is not configured for the repository any more";
    }
    if (!content.fork() && workspaces.isPublishedBranch(content.repository(), content.head())) {
      return "ignored: Pawl has pushed the branch";
    }
    List<Trigger> matching =
        triggers.findEnabled(event.forge(), content.repository().toLowerCase(Locale.ROOT)).stream()
            .filter(trigger -> trigger.definition().matches(content))
            .toList();
    if (matching.isEmpty()) {
      return "ignored: no trigger matches";
    }
    List<Trigger> concerned = filterByFiles(matching, connection.get(), content);
    var started = new ArrayList<String>();
    RuntimeException failure = null;
    for (Trigger trigger : concerned) {
      try {
        started.add(start(trigger, connection.get(), event));
      } catch (RuntimeException e) {
        failure = e;
        recordError(trigger, reason(e));
      }
    }
    if (failure != null) {
      throw failure;
    }
    return started.isEmpty()
        ? "ignored: no changed file matches"
        : "started " + String.join(", ", started);
  }

  /** Selects the triggers whose paths match. The forge is asked for the files of a pull request. */
  private List<Trigger> filterByFiles(
      List<Trigger> matching, ForgeConnection connection, ForgeEvent event) throws ForgeException {
    if (matching.stream().allMatch(trigger -> trigger.definition().paths().isEmpty())) {
      return matching;
    }
    List<String> files = event.files();
    Forge forge = forges.get(connection.kind());
    if (event.pullRequest() != null
        && forge != null
        && connection.settings().credential() != null) {
      files =
          forge.findChangedFiles(connection, event.repository(), event.pullRequest()).orElse(null);
    }
    List<String> known = files;
    return matching.stream().filter(trigger -> trigger.definition().matchesFiles(known)).toList();
  }

  /** Starts the workflow of a trigger once, however often this is tried. */
  private String start(Trigger trigger, ForgeConnection connection, ReceivedEvent event) {
    String body = TriggeredSubmission.of(trigger.definition(), connection, event.content());
    // Of this name, each branch and pull request has one, whatever characters its name has.
    UUID line = UUID.nameUUIDFromBytes(event.content().line().getBytes(StandardCharsets.UTF_8));
    var group =
        new Concurrency(
            "trigger:%s:%s".formatted(trigger.id(), line), Concurrency.Policy.CANCEL_OLDER);
    NewWorkflow workflow =
        projects.callFor(
            trigger.project(),
            () ->
                submissions.read(
                    body,
                    "forge-event:%s:%s".formatted(event.id(), trigger.id()),
                    Map.of(TriggerReader.LABEL, trigger.definition().name()),
                    group));
    String id = submissions.start(workflow).workflow().workflowId();
    updateTrigger(trigger, stored -> stored.started(id, now()));
    return id;
  }

  private void recordError(Trigger trigger, String reason) {
    updateTrigger(trigger, stored -> stored.failed(reason, now()));
  }

  private void updateTrigger(Trigger trigger, Consumer<Trigger> change) {
    transaction.executeWithoutResult(
        status -> triggers.findForUpdate(trigger.id(), null).ifPresent(change));
  }
}
