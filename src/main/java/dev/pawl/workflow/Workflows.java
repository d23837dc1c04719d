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

/** All workflows, as people see them: accepts, finds, and takes what is asked of them. */
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

  /** What time it is, for what is shown. */
  Instant time() {
    return ledger.now();
  }

  /** The answer to a submission; {@code repeated} when the same request was accepted before. */
  public record Started(WorkflowView workflow, boolean repeated) {}

  /** Keeps a new workflow; once this returns, it survives (promise 1). */
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

  /** Does what the policy of a group says of the others in it. */
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

  /** The workflow that the same submission has started before. */
  public Optional<Started> repeated(Accepted accepted) {
    return repeated(accepted.project(), accepted.idempotencyKey(), accepted.requestHash());
  }

  /**
   * The workflow that an earlier request with the same key started.
   *
   * @param project whose request it is; nobody's when absent
   * @throws InvalidRequest when that request was another one
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
    return ledger.read(in -> ledger.named(name).map(Workflow::view));
  }

  /** All attempts of one step, oldest first; empty when there is no such step. */
  public Optional<List<WorkflowView.AttemptView>> attempts(String name, String step) {
    return ledger.read(in ->
        ledger
            .named(name)
            .flatMap(workflow -> workflow.steps().find(step))
            .map(Step::attemptViews));
  }

  /** What the last verification reported, however much it is: read page by page while somebody walks over it. */
  public Iterable<Finding> findings(String name) {
    Optional<UUID> step = ledger.read(in -> reported(name, null));
    return new FindingPages(
        (after, limit) -> step.map(id -> findings.after(id, after, null, limit)).orElse(List.of()));
  }

  /** The first findings of the last verification. */
  public List<Finding> firstFindings(String name, int most) {
    return findings(name, null, 0, null, most).orElse(List.of()).stream()
        .map(Numbered::finding)
        .toList();
  }

  /** How much the last verification reported. */
  public FindingCounts findingCounts(String name) {
    return ledger.read(in -> reported(name, null).map(findings::count).orElse(FindingCounts.NONE));
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
  public Optional<Position> position(String name) {
    return queries.position(name);
  }

  /** When the logs of a workflow were removed; empty while they are kept. */
  public Optional<Instant> logsRemoved(String name) {
    return queries.logsRemoved(name);
  }

  /** The events of a workflow after a number, oldest first; not those that were removed since. */
  public List<EventView> events(Position workflow, long after, int limit) {
    return events.after(workflow.id(), after, limit);
  }

  /** Asks for an action; what follows from it follows in the background. */
  WorkflowView ask(String name, WorkflowAction action) {
    return changed(
        name,
        asked -> {
          switch (action) {
            case CANCELLATION -> asked.toStop(null);
            case PAUSE -> asked.toPause();
            case RESUMPTION -> asked.toGoOn();
            case ROLLBACK -> asked.toRollBack(List.of());
            case DECISION, RERUN -> throw new IllegalArgumentException(action + " needs more");
          }
        });
  }

  /**
   * Takes some files of a published result back.
   *
   * @param paths globs, relative to the target
   */
  WorkflowView rollBack(String name, List<String> paths) {
    return changed(name, asked -> asked.toRollBack(paths));
  }

  /** Answers the open decision of a workflow; who comes second is told so. */
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
   * Starts a workflow that does what an ended one did, from one of its steps on where the target is still the same.
   *
   * @param from the first step of the plan that is not completed when absent
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
