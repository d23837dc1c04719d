package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.FindingLog.Numbered;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkflowQueries.Position;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** All workflows: accepts, finds, claims and records; every change and its events are one transaction. */
@Service
public class Workflows {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final String ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

  private final EntityManager entities;
  private final TransactionTemplate transaction;
  private final TransactionTemplate reading;
  private final EventLog events;
  private final FindingLog findings;
  private final Leases leases;
  private final WorkflowQueries queries;
  private final Changes changes;
  private final Clock clock;
  private final RandomGenerator random = new SecureRandom();

  Workflows(
      EntityManager entities,
      PlatformTransactionManager transactions,
      EventLog events,
      FindingLog findings,
      Leases leases,
      WorkflowQueries queries,
      Changes changes,
      Clock clock) {
    this.entities = entities;
    this.transaction = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.events = events;
    this.findings = findings;
    this.leases = leases;
    this.queries = queries;
    this.changes = changes;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What time it is, for what is shown. */
  Instant time() {
    return now();
  }

  /** The answer to a submission; {@code repeated} when the same request was accepted before. */
  public record Started(WorkflowView workflow, boolean repeated) {}

  /** Keeps a new workflow; once this returns, it survives (promise 1). */
  public Started start(Accepted accepted) {
    try {
      WorkflowView view =
          transaction.execute(status -> {
            Instant now = now();
            var workflow = new Workflow(newName(now), accepted, now);
            entities.persist(workflow);
            entities.flush();
            events.append(workflow, now);
            return workflow.view();
          });
      return new Started(view, false);
    } catch (PersistenceException | DataIntegrityViolationException raced) {
      return repeated(accepted.idempotencyKey(), accepted.requestHash()).orElseThrow(() -> raced);
    }
  }

  /**
   * The workflow that an earlier request with the same key started.
   *
   * @throws InvalidRequest when that request was another one
   */
  public Optional<Started> repeated(@Nullable String key, @Nullable String hash) {
    if (key == null) {
      return Optional.empty();
    }
    return reading.execute(status ->
        entities
            .createQuery("from Workflow where request.idempotencyKey = :key", Workflow.class)
            .setParameter("key", key)
            .getResultStream()
            .findFirst()
            .map(workflow -> {
              if (!workflow.request().isRepeatedBy(hash)) {
                throw new InvalidRequest(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Idempotency-Key used before",
                    "Another request was sent with this key; it started %s. Use a new key."
                        .formatted(workflow.name()));
              }
              return new Started(workflow.view(), true);
            }));
  }

  private String newName(Instant now) {
    String suffix =
        random
            .ints(8, 0, ALPHABET.length())
            .mapToObj(i -> ALPHABET.substring(i, i + 1))
            .collect(Collectors.joining());
    return "quality_" + DAY_AND_TIME.format(now) + "_" + suffix;
  }

  /** The workflow of this name, with its phases and steps. */
  public Optional<WorkflowView> find(String name) {
    return reading.execute(status -> load(name).map(Workflow::view));
  }

  /** All attempts of one step, oldest first; empty when there is no such step. */
  Optional<List<WorkflowView.AttemptView>> attempts(String name, String step) {
    return reading.execute(status ->
        load(name).flatMap(workflow -> workflow.steps().find(step)).map(Step::attemptViews));
  }

  /** What the last verification reported. */
  public List<Finding> findings(String name) {
    return reading.execute(status -> reported(name, null).map(findings::of).orElse(List.of()));
  }

  /**
   * What a step reported, page by page.
   *
   * @param step the last verification when absent
   * @param after the number of the last finding that is known; 0 for the first page
   * @return empty when there is no such workflow or step
   */
  Optional<List<Numbered>> findings(
      String name, @Nullable String step, int after, @Nullable Severity severity, int limit) {
    return reading.execute(
        status -> reported(name, step).map(id -> findings.after(id, after, severity, limit)));
  }

  private Optional<UUID> reported(String name, @Nullable String step) {
    return load(name).stream()
        .flatMap(workflow -> workflow.steps().all().stream())
        .filter(one ->
            step == null
                ? one.command().equals("quality/verify") && one.lastAttempt().isPresent()
                : one.name().equals(step))
        .reduce((first, second) -> second)
        .map(Step::id);
  }

  private Optional<Workflow> load(String name) {
    return entities
        .createQuery("from Workflow where name = :name", Workflow.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst();
  }

  /** The newest workflows, newest first. */
  public List<WorkflowSummary> latest(int most) {
    return queries.list(WorkflowQueries.Filter.NONE, null, most).stream()
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Waits until a workflow is over, or waits itself for an answer, or the time is over, and shows it. */
  public WorkflowView awaitEnd(String name, Duration atMost) throws InterruptedException {
    changes.await(
        name, atMost, () -> position(name).map(now -> now.ended() || now.asking()).orElse(true));
    return find(name).orElseThrow();
  }

  /** How long the last executions of a command on a target took, in the middle; empty when there were none. */
  public Optional<Duration> typical(String command, String target) {
    return queries.typical(command, target);
  }

  /** How many findings the last verification of a target had; empty when there was none. */
  public OptionalLong knownFindings(String target) {
    return queries.knownFindings(target);
  }

  /** Who the workflow is and how far its events go, without loading it. */
  Optional<Position> position(String name) {
    return queries.position(name);
  }

  /** Asks for an action; what follows from it follows in the background. */
  WorkflowView ask(String name, WorkflowAction action) {
    return transaction.execute(status -> {
      UUID id = position(name).orElseThrow(() -> new UnknownWorkflow(name)).id();
      Workflow workflow = entities.find(Workflow.class, id, LockModeType.PESSIMISTIC_WRITE);
      Instant now = now();
      switch (action) {
        case CANCELLATION -> workflow.requestCancellation(now);
        case ROLLBACK -> workflow.requestRollback(now);
        case DECISION -> throw new IllegalArgumentException("A decision needs an answer");
      }
      entities.flush();
      events.append(workflow, now);
      return workflow.view();
    });
  }

  /** Answers the open decision of a workflow; who comes second is told so. */
  WorkflowView decide(String name, Answer answer, @Nullable String comment) {
    UUID id = position(name).orElseThrow(() -> new UnknownWorkflow(name)).id();
    return transaction.execute(status -> decided(id, answer, false, comment));
  }

  private WorkflowView decided(
      UUID id, @Nullable Answer answer, boolean timedOut, @Nullable String comment) {
    Workflow workflow = entities.find(Workflow.class, id, LockModeType.PESSIMISTIC_WRITE);
    Instant now = now();
    WorkflowView before = workflow.view();
    Decision open = before.decision();
    // Between finding it and locking it somebody else may have answered.
    if (timedOut && (open == null || open.deadline().isAfter(now))) {
      return before;
    }
    Answer given = answer == null && open != null ? open.otherwise() : answer;
    workflow.decide(given == null ? Answer.ABORT : given, timedOut, comment, now);
    entities.flush();
    events.append(workflow, now);
    return workflow.view();
  }

  /** Takes the default of every decision whose time is over. */
  public void decideOverdue() {
    for (UUID id : queries.overdueDecisions(now())) {
      transaction.executeWithoutResult(status -> decided(id, null, true, null));
    }
  }

  /** Takes the right to move a workflow; empty when there is nothing to do or another node holds it. */
  public Optional<Claim> claim(UUID id, String node, Duration lease) {
    return transaction.execute(status -> {
      Optional<Claim> claim = leases.take(id, node, lease);
      return claim.map(taken ->
          change(
              taken,
              workflow -> {
                workflow.claimed(taken, now());
                return taken;
              }));
    });
  }

  /** What is to be done next; empty when the workflow is over for now, and the claim with it. */
  public Optional<Work> next(Claim claim) {
    return transaction.execute(status -> advance(claim, workflow -> {}));
  }

  /** Takes down what came of a step, and says what is to be done next. */
  public Optional<Work> record(Claim claim, Work.RunStep step, StepResult result) {
    return transaction.execute(status -> {
      findings.keep(step.step(), result.findings());
      return advance(claim, workflow -> workflow.record(step.name(), result, now()));
    });
  }

  /** The published result was taken back, or could not be. */
  public Optional<Work> recordRollback(Claim claim, Optional<String> failure) {
    return transaction.execute(status ->
        advance(
            claim,
            workflow ->
                failure.ifPresentOrElse(
                    why -> workflow.rollbackFailed(why, now()), () -> workflow.rolledBack(now()))));
  }

  private Optional<Work> advance(Claim claim, Consumer<Workflow> verb) {
    Optional<Work> next =
        change(
            claim,
            workflow -> {
              verb.accept(workflow);
              return workflow.next(claim, now());
            });
    if (next.isEmpty()) {
      leases.release(claim);
    }
    return next;
  }

  /** Changes a workflow under a claim, or nothing at all when the claim is over (promise 5). */
  private <T> T change(Claim claim, Function<Workflow, T> verb) {
    Workflow workflow = entities.find(Workflow.class, claim.id(), LockModeType.PESSIMISTIC_WRITE);
    if (workflow == null || workflow.epoch() != claim.epoch()) {
      throw new LeaseLost(claim);
    }
    T answer = verb.apply(workflow);
    entities.flush();
    events.append(workflow, now());
    return answer;
  }

  /** Fingerprints of what the first verification of the workflow reported; empty without one before {@code step}. */
  public Set<String> knownFindings(Claim claim, UUID step) {
    return reading.execute(status ->
        entities.find(Workflow.class, claim.id()).steps().all().stream()
            .filter(earlier -> earlier.command().equals("quality/verify"))
            .findFirst()
            .filter(earlier -> !earlier.id().equals(step))
            .map(earlier -> findings.fingerprints(earlier.id()))
            .orElse(Set.of()));
  }

  /** Prolongs claims; the answer holds those that are still good, and whether a cancellation waits for them. */
  public Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    return leases.renew(claims, lease);
  }

  /** Lets go of a claim before its time, so that another node can take it at once. */
  public void release(Claim claim) {
    leases.release(claim);
  }

  /** Workflows that nobody moves and nobody will be woken for. */
  public List<UUID> abandoned(String task) {
    return leases.abandoned(task);
  }
}
