package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.project.ProjectQuotas;
import dev.pawl.project.ProjectService;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.WorkflowEvent.EventView;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** The user-facing service for workflows: submits, finds and controls them. */
@Service
public class WorkflowService {

  private static final DateTimeFormatter NAME_TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final String ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

  private final WorkflowTransactions transactions;
  private final FindingRepository findings;
  private final WorkflowRepository workflows;
  private final WorkflowListRepository list;
  private final WorkflowChangeNotifier changeNotifier;
  private final WorkflowEventRepository events;
  private final WorkflowTracing tracing;
  private final ProjectQuotas quotas;
  private final ProjectService projects;
  private final RandomGenerator random = new SecureRandom();

  WorkflowService(
      WorkflowTransactions transactions,
      FindingRepository findings,
      WorkflowRepository workflows,
      WorkflowListRepository list,
      WorkflowChangeNotifier changeNotifier,
      WorkflowEventRepository events,
      WorkflowTracing tracing,
      ProjectQuotas quotas,
      ProjectService projects) {
    this.transactions = transactions;
    this.findings = findings;
    this.workflows = workflows;
    this.list = list;
    this.changeNotifier = changeNotifier;
    this.events = events;
    this.tracing = tracing;
    this.quotas = quotas;
    this.projects = projects;
  }

  /** Returns the current time. */
  public Instant now() {
    return transactions.now();
  }

  /** The result of a submission; {@code repeated} is true when the same request was accepted before. */
  public record SubmissionResult(WorkflowView workflow, boolean duplicate) {}

  /** Stores a new workflow durably and returns it, or the existing workflow of a repeated request. */
  public SubmissionResult submit(NewWorkflow submission) {
    try {
      WorkflowView view =
          tracing.inSubmissionSpan(
              submission.plan().type(),
              traceParent -> transactions.write(tx -> store(tx, submission, traceParent)));
      return new SubmissionResult(view, false);
    } catch (PersistenceException | DataIntegrityViolationException duplicateKey) {
      return findDuplicate(submission).orElseThrow(() -> duplicateKey);
    }
  }

  private WorkflowView store(
      WorkflowTransactions tx, NewWorkflow submission, Optional<String> traceParent) {
    quotas.check(submission.project(), tx.now());
    String name = newName(tx.now());
    if (submission.concurrency() != null) {
      applyGroupPolicy(tx, name, submission.concurrency(), submission.project());
    }
    var workflow = new Workflow(name, submission, tx.now());
    traceParent.ifPresent(workflow.spec()::setTraceParent);
    tx.persist(workflow);
    return WorkflowViewMapper.toView(workflow);
  }

  /** Applies the policy of a concurrency group to its other workflows. */
  private void applyGroupPolicy(
      WorkflowTransactions tx, String newWorkflow, Concurrency group, @Nullable String project) {
    List<UUID> openWorkflows = workflows.findOpenInGroup(group.group(), project);
    if (group.policy() == Concurrency.Policy.REJECT && !openWorkflows.isEmpty()) {
      throw new Concurrency.GroupBusyException(group.group(), workflows.findNames(openWorkflows));
    }
    if (group.policy() == Concurrency.Policy.CANCEL_OLDER) {
      openWorkflows.forEach(openWorkflow ->
          tx.update(
              openWorkflow,
              workflow -> new WorkflowActionHandler(workflow, tx.now()).supersede(newWorkflow)));
    }
  }

  /** Finds the workflow that an earlier submission with the same idempotency key started. */
  public Optional<SubmissionResult> findDuplicate(NewWorkflow submission) {
    return findDuplicate(
        submission.project(), submission.idempotencyKey(), submission.requestHash());
  }

  /**
   * Finds the workflow that an earlier request with the same idempotency key started.
   *
   * @param project the project of the request; absent when it belongs to no project
   * @throws InvalidRequestException when the earlier request was a different one
   */
  public Optional<SubmissionResult> findDuplicate(
      @Nullable String project, @Nullable String key, @Nullable String hash) {
    if (key == null) {
      return Optional.empty();
    }
    return transactions.read(entityManager ->
        workflows
            .findBySpecIdempotencyKeyAndSpecProject(key, project)
            .map(workflow -> {
              if (!workflow.spec().isRepeatedBy(hash)) {
                throw new InvalidRequestException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Idempotency-Key already used",
                    "A different request with this key started %s; use a new key."
                        .formatted(workflow.name()));
              }
              return new SubmissionResult(WorkflowViewMapper.toView(workflow), true);
            }));
  }

  private String newName(Instant now) {
    String suffix =
        random
            .ints(8, 0, ALPHABET.length())
            .mapToObj(i -> ALPHABET.substring(i, i + 1))
            .collect(Collectors.joining());
    return "quality_" + NAME_TIME_FORMAT.format(now) + "_" + suffix;
  }

  /** Finds a workflow with its phases and steps. */
  public Optional<WorkflowView> find(String name) {
    return transactions.read(
        entityManager -> transactions.findByName(name).map(WorkflowViewMapper::toView));
  }

  /** Returns all attempts of a step, oldest first; empty when there is no such step. */
  public Optional<List<WorkflowView.AttemptView>> attempts(String name, String step) {
    return transactions.read(entityManager ->
        transactions
            .findByName(name)
            .flatMap(workflow -> workflow.steps().find(step))
            .map(WorkflowViewMapper::toAttemptViews));
  }

  /** Returns the findings of the last verification, which are loaded page by page during iteration. */
  public Iterable<Finding> findings(String name) {
    Optional<UUID> step = transactions.read(entityManager -> findReportingStep(name, null));
    return new PagedFindings((after, limit) ->
        step.map(id -> findings.findAfter(id, after, null, limit)).orElse(List.of()));
  }

  /** Returns the first findings of the last verification. */
  public List<Finding> firstFindings(String name, int max) {
    return findings(name, null, 0, null, max).orElse(List.of()).stream()
        .map(NumberedFinding::finding)
        .toList();
  }

  /** Counts the findings of the last verification by severity. */
  public FindingCounts findingCounts(String name) {
    return transactions.read(entityManager ->
        findReportingStep(name, null).map(findings::countBySeverity).orElse(FindingCounts.NONE));
  }

  /**
   * Returns a page of the findings of a step.
   *
   * @param step the name of the step; the last verification when absent
   * @param after the number of the last finding of the previous page; 0 for the first page
   * @return the findings; empty when there is no such workflow or step
   */
  public Optional<List<NumberedFinding>> findings(
      String name, @Nullable String step, int after, @Nullable Severity severity, int limit) {
    return transactions.read(entityManager ->
        findReportingStep(name, step).map(id -> findings.findAfter(id, after, severity, limit)));
  }

  private Optional<UUID> findReportingStep(String name, @Nullable String step) {
    return transactions.findByName(name).stream()
        .flatMap(workflow -> workflow.steps().all().stream())
        .filter(candidate ->
            step == null
                ? candidate.command().equals("quality/verify")
                    && candidate.lastAttempt().isPresent()
                : candidate.name().equals(step))
        .reduce((first, second) -> second)
        .map(Step::id);
  }

  /** Returns the latest workflows, newest first. */
  public List<WorkflowSummary> latest(int max) {
    return list(WorkflowFilter.NONE, ScrollPosition.keyset(), max).getContent();
  }

  /**
   * Returns a page of the matching workflows that the caller may see, newest first.
   *
   * @param position the position after which the page starts
   */
  public Window<WorkflowSummary> list(WorkflowFilter filter, ScrollPosition position, int limit) {
    return list.findPage(specification(filter), position, limit).map(WorkflowViewMapper::toSummary);
  }

  /** Counts the matching workflows that the caller may see. */
  public long count(WorkflowFilter filter) {
    return list.count(specification(filter));
  }

  /** Returns at most {@code max} of the matching workflows that the caller may see, newest first. */
  List<WorkflowListEntry> findFirst(WorkflowFilter filter, int max) {
    return list.findFirst(specification(filter), max);
  }

  private Specification<WorkflowListEntry> specification(WorkflowFilter filter) {
    return filter.toSpecification(projects.currentName().orElse(null));
  }

  /**
   * Returns a page of the snapshots of workflows, newest first.
   *
   * @param target the name of the target; all targets when absent
   * @param position the position after which the page starts
   */
  public Window<SnapshotView> snapshots(
      @Nullable String target, ScrollPosition position, int limit) {
    return list.findPage(WorkflowListRepository.withSnapshot(target), position, limit)
        .map(WorkflowViewMapper::toSnapshotView);
  }

  /** Returns whether the caller may see the workflow: callers that are limited to a project see only its workflows. */
  public boolean isVisibleToCaller(String name) {
    return projects
        .currentName()
        .map(project -> workflows.existsByNameAndSpecProject(name, project))
        .orElse(true);
  }

  /** Waits until a workflow has ended, awaits a decision, or the time has elapsed; returns the workflow. */
  public WorkflowView awaitEnd(String name, Duration timeout) throws InterruptedException {
    changeNotifier.await(
        name,
        timeout,
        () ->
            findRevision(name)
                .map(revision -> revision.ended() || revision.awaitingDecision())
                .orElse(true));
    return find(name).orElseThrow();
  }

  /** Returns the median duration of the last 20 executions of a command on a target; empty when there were none. */
  public Optional<Duration> findMedianDuration(String command, String target) {
    return workflows.findMedianDurationMs(command, target).map(Duration::ofMillis);
  }

  /** Returns the number of findings of the last verification of a target; empty when there was none. */
  public OptionalLong countLastFindings(String target) {
    return workflows.countLastFindings(target).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** Returns the current revision of a workflow without loading its graph. */
  public Optional<WorkflowRevision> findRevision(String name) {
    return workflows.findRevision(name);
  }

  /** Returns the time when the logs of a workflow were deleted; empty while they exist. */
  public Optional<Instant> findLogDeletionTime(String name) {
    return list.findLogDeletionTime(name);
  }

  /** Returns the events of a workflow after a sequence number, oldest first, as far as they are retained. */
  public List<EventView> events(WorkflowRevision workflow, long after, int limit) {
    return events.findAfter(workflow.id(), after, limit);
  }

  /** Requests an action, which is executed in the background. */
  public WorkflowView requestAction(String name, WorkflowAction action) {
    return update(
        name,
        handler -> {
          switch (action) {
            case CANCELLATION -> handler.cancel(null);
            case PAUSE -> handler.pause();
            case RESUMPTION -> handler.resume();
            case ROLLBACK -> handler.rollback(List.of());
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
  public WorkflowView rollback(String name, List<String> paths) {
    return update(name, handler -> handler.rollback(paths));
  }

  /**
   * Answers the open decision of a workflow.
   *
   * @throws ActionNotAllowedException when no decision is open, or the answer is not one of its options
   */
  public WorkflowView decide(String name, DecisionAnswer answer, @Nullable String comment) {
    return update(name, handler -> handler.decide(answer, false, comment));
  }

  private WorkflowView update(String name, Consumer<WorkflowActionHandler> action) {
    UUID id = findRevision(name).orElseThrow(() -> new WorkflowNotFoundException(name)).id();
    return transactions.write(tx ->
        tx.update(
            workflows.findForUpdateById(id).orElseThrow(() -> new WorkflowNotFoundException(name)),
            workflow -> {
              action.accept(new WorkflowActionHandler(workflow, tx.now()));
              return WorkflowViewMapper.toView(workflow);
            }));
  }

  /**
   * Starts a rerun of an ended workflow, which reuses earlier results if the target is unchanged.
   *
   * @param fromStep the first step to run again; the first step that is not completed when absent
   */
  public WorkflowView rerun(String name, @Nullable String fromStep) {
    return transactions.write(tx -> {
      Workflow origin = tx.findByName(name).orElseThrow(() -> new WorkflowNotFoundException(name));
      NewWorkflow submission = new WorkflowActionHandler(origin, tx.now()).rerun(fromStep);
      quotas.check(submission.project(), tx.now());
      var rerun = new Workflow(newName(tx.now()), submission, tx.now());
      tx.persist(rerun);
      return WorkflowViewMapper.toView(rerun);
    });
  }
}
