package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.FindingLog.Numbered;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** The user-facing service for workflows: submits, finds and controls them. */
@Service
public class Workflows {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final String ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

  private final Ledger ledger;
  private final FindingLog findings;
  private final WorkflowQueries queries;
  private final Changes changes;
  private final EventLog events;
  private final Traces traces;
  private final Quotas quotas;
  private final RandomGenerator random = new SecureRandom();

  Workflows(
      Ledger ledger,
      FindingLog findings,
      WorkflowQueries queries,
      Changes changes,
      EventLog events,
      Traces traces,
      Quotas quotas) {
    this.ledger = ledger;
    this.findings = findings;
    this.queries = queries;
    this.changes = changes;
    this.events = events;
    this.traces = traces;
    this.quotas = quotas;
  }

  /** Returns the current time. */
  Instant time() {
    return ledger.now();
  }

  /** The result of a submission; {@code repeated} is true when the same request was accepted before. */
  public record Started(WorkflowView workflow, boolean repeated) {}

  /** Stores a new workflow durably and returns it, or the existing workflow of a repeated request. */
  public Started start(Accepted accepted) {
    try {
      WorkflowView view =
          traces.submit(
              accepted.plan().type(), span -> ledger.write(in -> keep(in, accepted, span)));
      return new Started(view, false);
    } catch (PersistenceException | DataIntegrityViolationException raced) {
      return repeated(accepted).orElseThrow(() -> raced);
    }
  }

  private WorkflowView keep(Ledger in, Accepted accepted, Optional<String> span) {
    quotas.check(accepted.project(), in.now());
    String name = newName(in.now());
    if (accepted.concurrency() != null) {
      makeRoom(in, name, accepted.concurrency(), accepted.project());
    }
    var workflow = new Workflow(name, accepted, in.now());
    span.ifPresent(workflow.request()::traced);
    in.add(workflow);
    return workflow.view();
  }

  /** Applies the policy of a concurrency group to its other workflows. */
  private void makeRoom(Ledger in, String newcomer, Concurrency group, @Nullable String project) {
    List<UUID> others = queries.inGroup(group.group(), project);
    if (group.policy() == Concurrency.Policy.REJECT && !others.isEmpty()) {
      throw new GroupBusy(group.group(), queries.names(others));
    }
    if (group.policy() == Concurrency.Policy.CANCEL_OLDER) {
      others.forEach(
          other -> in.change(other, workflow -> new Asked(workflow, in.now()).toGiveWay(newcomer)));
    }
  }

  /** Finds the workflow that an earlier submission with the same idempotency key started. */
  public Optional<Started> repeated(Accepted accepted) {
    return repeated(accepted.project(), accepted.idempotencyKey(), accepted.requestHash());
  }

  /**
   * Finds the workflow that an earlier request with the same idempotency key started.
   *
   * @param project the project of the request; absent when it belongs to no project
   * @throws InvalidRequest when the earlier request was a different one
   */
  public Optional<Started> repeated(
      @Nullable String project, @Nullable String key, @Nullable String hash) {
    if (key == null) {
      return Optional.empty();
    }
    return ledger.read(entities ->
        entities
            .createQuery(
                "from Workflow where request.idempotencyKey = :key and coalesce(request.project,"
                    + " '') = :project",
                Workflow.class)
            .setParameter("key", key)
            .setParameter("project", project == null ? "" : project)
            .getResultStream()
            .findFirst()
            .map(workflow -> {
              if (!workflow.request().isRepeatedBy(hash)) {
                throw new InvalidRequest(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Idempotency-Key already used",
                    "A different request with this key started %s; use a new key."
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

  /** Finds a workflow with its phases and steps. */
  public Optional<WorkflowView> find(String name) {
    return ledger.read(in -> ledger.named(name).map(Workflow::view));
  }

  /** Returns all attempts of a step, oldest first; empty when there is no such step. */
  public Optional<List<WorkflowView.AttemptView>> attempts(String name, String step) {
    return ledger.read(in ->
        ledger
            .named(name)
            .flatMap(workflow -> workflow.steps().find(step))
            .map(Step::attemptViews));
  }

  /** Returns the findings of the last verification, which are loaded page by page during iteration. */
  public Iterable<Finding> findings(String name) {
    Optional<UUID> step = ledger.read(in -> reported(name, null));
    return new FindingPages(
        (after, limit) -> step.map(id -> findings.after(id, after, null, limit)).orElse(List.of()));
  }

  /** Returns the first findings of the last verification. */
  public List<Finding> firstFindings(String name, int most) {
    return findings(name, null, 0, null, most).orElse(List.of()).stream()
        .map(Numbered::finding)
        .toList();
  }

  /** Counts the findings of the last verification by severity. */
  public FindingCounts findingCounts(String name) {
    return ledger.read(in -> reported(name, null).map(findings::count).orElse(FindingCounts.NONE));
  }

  /**
   * Returns a page of the findings of a step.
   *
   * @param step the name of the step; the last verification when absent
   * @param after the number of the last finding of the previous page; 0 for the first page
   * @return the findings; empty when there is no such workflow or step
   */
  Optional<List<Numbered>> findings(
      String name, @Nullable String step, int after, @Nullable Severity severity, int limit) {
    return ledger.read(
        in -> reported(name, step).map(id -> findings.after(id, after, severity, limit)));
  }

  private Optional<UUID> reported(String name, @Nullable String step) {
    return ledger.named(name).stream()
        .flatMap(workflow -> workflow.steps().all().stream())
        .filter(one ->
            step == null
                ? one.command().equals("quality/verify") && one.lastAttempt().isPresent()
                : one.name().equals(step))
        .reduce((first, second) -> second)
        .map(Step::id);
  }

  /** Returns the latest workflows, newest first. */
  public List<WorkflowSummary> latest(int most) {
    return queries.list(WorkflowQueries.Filter.NONE, null, most).stream()
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Waits until a workflow has ended, awaits a decision, or the time has elapsed; returns the workflow. */
  public WorkflowView awaitEnd(String name, Duration atMost) throws InterruptedException {
    changes.await(
        name, atMost, () -> position(name).map(now -> now.ended() || now.asking()).orElse(true));
    return find(name).orElseThrow();
  }

  /** Returns the median duration of the last 20 executions of a command on a target; empty when there were none. */
  public Optional<Duration> typical(String command, String target) {
    return queries.typical(command, target);
  }

  /** Returns the number of findings of the last verification of a target; empty when there was none. */
  public OptionalLong knownFindings(String target) {
    return queries.knownFindings(target);
  }

  /** Returns the current revision of a workflow without loading its graph. */
  public Optional<Position> position(String name) {
    return queries.position(name);
  }

  /** Returns the time when the logs of a workflow were deleted; empty while they exist. */
  public Optional<Instant> logsRemoved(String name) {
    return queries.logsRemoved(name);
  }

  /** Returns the events of a workflow after a sequence number, oldest first, as far as they are retained. */
  public List<EventView> events(Position workflow, long after, int limit) {
    return events.after(workflow.id(), after, limit);
  }

  /** Requests an action, which is executed in the background. */
  WorkflowView ask(String name, WorkflowAction action) {
    return changed(
        name,
        asked -> {
          switch (action) {
            case CANCELLATION -> asked.toStop(null);
            case PAUSE -> asked.toPause();
            case RESUMPTION -> asked.toGoOn();
            case ROLLBACK -> asked.toRollBack(List.of());
            case DECISION, RERUN ->
                throw new IllegalArgumentException(action + " needs parameters");
          }
        });
  }

  /**
   * Requests a rollback of some files of a published result.
   *
   * @param paths the globs of the files, relative to the target
   */
  WorkflowView rollBack(String name, List<String> paths) {
    return changed(name, asked -> asked.toRollBack(paths));
  }

  /**
   * Answers the open decision of a workflow.
   *
   * @throws ActionNotAllowed when no decision is open, or the answer is not one of its options
   */
  WorkflowView decide(String name, Answer answer, @Nullable String comment) {
    return changed(name, asked -> asked.toDecide(answer, false, comment));
  }

  private WorkflowView changed(String name, Consumer<Asked> verb) {
    UUID id = position(name).orElseThrow(() -> new UnknownWorkflow(name)).id();
    return ledger.write(in ->
        in.change(
            Objects.requireNonNull(in.locked(id)),
            workflow -> {
              verb.accept(new Asked(workflow, in.now()));
              return workflow.view();
            }));
  }

  /**
   * Starts a rerun of an ended workflow, which reuses earlier results if the target is unchanged.
   *
   * @param from the first step to run again; the first step that is not completed when absent
   */
  WorkflowView rerun(String name, @Nullable String from) {
    return ledger.write(in -> {
      Workflow origin = in.named(name).orElseThrow(() -> new UnknownWorkflow(name));
      Accepted asked = new Asked(origin, in.now()).again(from);
      quotas.check(asked.project(), in.now());
      var again = new Workflow(newName(in.now()), asked, in.now());
      in.add(again);
      return again.view();
    });
  }
}
