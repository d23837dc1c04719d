package dev.pawl.workflow;

import dev.pawl.lock.Concurrency;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.project.ProjectQuotas;
import dev.pawl.project.ProjectService;
import dev.pawl.project.QueueLimits;
import dev.pawl.target.Target;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.WorkflowEvent.EventView;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;

/** The user-facing service for workflows: submits, finds and controls them. */
@Service
public class WorkflowService {

  private static final DateTimeFormatter NAME_TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final String ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

  private final WorkflowStore store;
  private final WorkflowRepository workflows;
  private final WorkflowChangeNotifier changeNotifier;
  private final WorkflowEventRepository events;
  private final WorkflowTracing tracing;
  private final ProjectQuotas quotas;
  private final QueueLimits queueLimits;
  private final ProjectService projects;
  private final NodeWaits nodeWaits;
  private final TransactionTemplate transaction;
  private final RandomGenerator random = new SecureRandom();

  WorkflowService(
      WorkflowStore store,
      WorkflowRepository workflows,
      WorkflowChangeNotifier changeNotifier,
      WorkflowEventRepository events,
      WorkflowTracing tracing,
      ProjectQuotas quotas,
      QueueLimits queueLimits,
      ProjectService projects,
      NodeWaits nodeWaits,
      TransactionTemplate transaction) {
    this.store = store;
    this.workflows = workflows;
    this.changeNotifier = changeNotifier;
    this.events = events;
    this.tracing = tracing;
    this.quotas = quotas;
    this.queueLimits = queueLimits;
    this.projects = projects;
    this.nodeWaits = nodeWaits;
    this.transaction = transaction;
  }

  /** Returns the current time. */
  public Instant now() {
    return store.now();
  }

  /** The result of a submission; {@code repeated} is true when the same request was accepted before. */
  public record SubmissionResult(WorkflowView workflow, boolean duplicate) {}

  /**
   * Stores a new workflow durably and returns it, or the existing workflow of a repeated request. That one can only be
   * read after the transaction of the repetition was rolled back, so that this method has two transactions.
   */
  public SubmissionResult submit(NewWorkflow submission) {
    NodeCapabilities requirements = requirements(submission);
    try {
      WorkflowView view =
          tracing.inSubmissionSpan(
              submission.plan().type(),
              traceParent ->
                  transaction.execute(status -> start(submission, requirements, traceParent)));
      return new SubmissionResult(view, false);
    } catch (PersistenceException | DataIntegrityViolationException duplicateKey) {
      return transaction
          .execute(status -> findDuplicate(submission))
          .orElseThrow(() -> duplicateKey);
    }
  }

  /**
   * Checks whether another workflow may wait, before the work of planning it; {@link #submit} checks it as well.
   *
   * @param project the project of the workflow; null if it belongs to none
   * @throws ErrorResponseException (429) when too many workflows wait
   */
  public void checkQueue(@Nullable String project) {
    queueLimits.check(project);
  }

  private NodeCapabilities requirements(NewWorkflow submission) {
    return nodeWaits.requirements(submission.plan(), submission.target(), submission.requires());
  }

  /**
   * Returns what a workflow would require of the nodes that run it: the labels, and the tools that its plan pins.
   *
   * @param labels the labels that the request requires
   */
  public NodeCapabilities requirements(Plan plan, Target target, Map<String, String> labels) {
    return nodeWaits.requirements(plan, target, labels);
  }

  /** Returns why no live node can run a workflow with these requirements; empty if one can. */
  public Optional<String> findObstacle(NodeCapabilities requirements) {
    return nodeWaits.find(requirements, store.now()).map(NodeWait::reason);
  }

  private WorkflowView start(
      NewWorkflow submission, NodeCapabilities requirements, Optional<String> traceParent) {
    queueLimits.add(submission.project());
    quotas.check(submission.project(), store.now());
    String name = newName(store.now());
    if (submission.concurrency() != null) {
      applyGroupPolicy(name, submission.concurrency(), submission.project());
    }
    var workflow = new Workflow(name, submission, requirements, store.now());
    nodeWaits.find(requirements, store.now()).ifPresent(workflow::awaitNode);
    traceParent.ifPresent(workflow.spec()::setTraceParent);
    store.add(workflow);
    return WorkflowViewMapper.toView(workflow);
  }

  /** Applies the policy of a concurrency group to its other workflows. */
  private void applyGroupPolicy(String newWorkflow, Concurrency group, @Nullable String project) {
    List<UUID> openWorkflows = workflows.findOpenInGroup(group.group(), project);
    if (group.policy() == Concurrency.Policy.REJECT && !openWorkflows.isEmpty()) {
      throw new Concurrency.GroupBusyException(group.group(), workflows.findNames(openWorkflows));
    }
    if (group.policy() == Concurrency.Policy.CANCEL_OLDER) {
      openWorkflows.forEach(openWorkflow -> supersede(openWorkflow, newWorkflow, group));
    }
  }

  private void supersede(UUID id, String newWorkflow, Concurrency group) {
    Optional<Workflow> workflow = workflows.findForUpdateById(id);
    if (workflow.isPresent()) {
      WorkflowView view = WorkflowViewMapper.toView(workflow.get());
      if (!view.rejectionReasons(projects.submissionAuthority()).isEmpty()) {
        throw new Concurrency.GroupBusyException(group.group(), List.of(view.workflowId()));
      }
      new WorkflowActionHandler(workflow.get(), store.now()).supersede(newWorkflow);
      store.save(workflow.get());
    }
  }

  /** Finds the workflow that an earlier submission with the same idempotency key started. */
  @Transactional(readOnly = true)
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
  @Transactional(readOnly = true)
  public Optional<SubmissionResult> findDuplicate(
      @Nullable String project, @Nullable String key, @Nullable String hash) {
    if (key == null) {
      return Optional.empty();
    }
    Optional<Workflow> workflow = workflows.findBySpecIdempotencyKeyAndSpecProject(key, project);
    if (workflow.isPresent() && !workflow.get().spec().isRepeatedBy(hash)) {
      throw new InvalidRequestException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "Idempotency-Key already used",
          "A different request with this key started %s; use a new key."
              .formatted(workflow.get().name()));
    }
    return workflow.map(WorkflowViewMapper::toView).map(view -> new SubmissionResult(view, true));
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
  @Transactional(readOnly = true)
  public Optional<WorkflowView> find(String name) {
    return workflows.findByName(name).map(WorkflowViewMapper::toView);
  }

  /** Finds a workflow by its internal id, with its phases and steps. */
  @Transactional(readOnly = true)
  public Optional<WorkflowView> findById(UUID id) {
    return workflows.findById(id).map(WorkflowViewMapper::toView);
  }

  /** Finds the verdict of a workflow. */
  @Transactional(readOnly = true)
  public Optional<WorkflowVerdict> findVerdict(String name) {
    return workflows.findByName(name).map(WorkflowVerdict::of);
  }

  /**
   * Finds a workflow as it was after an event.
   *
   * @param revision the current revision of the workflow
   * @param sequence the number of the event, from 1 to that of the last one
   * @throws EventsExpiredException when an event up to this one is no longer stored
   */
  @Transactional(readOnly = true)
  public Optional<WorkflowView> findAt(String name, WorkflowRevision revision, long sequence) {
    Optional<Workflow> workflow = workflows.findByName(name);
    if (workflow.isEmpty() || workflow.get().eventSequence() == sequence) {
      return workflow.map(WorkflowViewMapper::toView);
    }
    List<EventView> history = events.findAfter(revision.id(), 0, Math.toIntExact(sequence));
    if (history.size() != sequence || history.getLast().sequence() != sequence) {
      throw new EventsExpiredException(name, sequence, workflow.get().eventSequence());
    }
    return Optional.of(WorkflowViewMapper.toView(WorkflowHistory.fold(workflow.get(), history)));
  }

  /** Returns all attempts of a step, oldest first; empty when there is no such step. */
  @Transactional(readOnly = true)
  public Optional<List<WorkflowView.AttemptView>> attempts(String name, String step) {
    return workflows
        .findByName(name)
        .flatMap(workflow -> workflow.steps().find(step))
        .map(WorkflowViewMapper::toAttemptViews);
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
    return transaction.execute(status -> find(name)).orElseThrow();
  }

  /** Returns the median duration of the last 20 executions of a command on a target; empty when there were none. */
  public Optional<Duration> findMedianDuration(String command, String target) {
    return workflows
        .findMedianDurationMs(command, target, projects.currentName().orElse(null))
        .map(Duration::ofMillis);
  }

  /** Returns the number of findings of the last verification of a target; empty when there was none. */
  public OptionalLong countLastFindings(String target) {
    return workflows
        .countLastFindings(target, projects.currentName().orElse(null))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Returns the current revision of a workflow without loading its graph. */
  public Optional<WorkflowRevision> findRevision(String name) {
    return workflows.findRevision(name);
  }

  /** Returns the time when the logs of a workflow were deleted; empty while they exist. */
  public Optional<Instant> findLogDeletionTime(String name) {
    return workflows.findLogDeletionTime(name);
  }

  /** Returns the events of a workflow after a sequence number, oldest first, as far as they are retained. */
  public List<EventView> events(WorkflowRevision workflow, long after, int limit) {
    return events.findAfter(workflow.id(), after, limit);
  }

  /** Requests an action, which is executed in the background. */
  @Transactional
  public WorkflowView requestAction(String name, WorkflowAction action) {
    Workflow workflow = findForUpdate(name);
    var handler = new WorkflowActionHandler(workflow, store.now());
    switch (action) {
      case CANCELLATION -> handler.cancel(null);
      case PAUSE -> handler.pause();
      case RESUMPTION -> handler.resume();
      case PUBLICATION -> handler.publish(List.of());
      case ROLLBACK -> handler.rollback(List.of());
      case DECISION, RERUN -> throw new IllegalArgumentException(action + " needs parameters");
    }
    return save(workflow);
  }

  /**
   * Requests a rollback of some files of a published result.
   *
   * @param paths the globs of the files, relative to the target
   */
  @Transactional
  public WorkflowView rollback(String name, List<String> paths) {
    Workflow workflow = findForUpdate(name);
    new WorkflowActionHandler(workflow, store.now()).rollback(paths);
    return save(workflow);
  }

  /**
   * Requests the publication of some files of a dry run, or of a result that was refused.
   *
   * @param paths the globs of the files, relative to the target
   */
  @Transactional
  public WorkflowView publish(String name, List<String> paths) {
    Workflow workflow = findForUpdate(name);
    new WorkflowActionHandler(workflow, store.now()).publish(paths);
    return save(workflow);
  }

  /**
   * Answers the open decision of a workflow.
   *
   * @throws ActionNotAllowedException when no decision is open, or the answer is not one of its options
   */
  @Transactional
  public WorkflowView decide(String name, DecisionAnswer answer, @Nullable String comment) {
    Workflow workflow = findForUpdate(name);
    new WorkflowActionHandler(workflow, store.now()).decide(answer, false, comment);
    return save(workflow);
  }

  private Workflow findForUpdate(String name) {
    return workflows
        .findForUpdateByName(name)
        .orElseThrow(() -> new WorkflowNotFoundException(name));
  }

  private WorkflowView save(Workflow workflow) {
    store.save(workflow);
    return WorkflowViewMapper.toView(workflow);
  }

  /**
   * Starts a rerun of an ended workflow, which reuses earlier results if the target is unchanged.
   *
   * @param fromStep the first step to run again; the first step that is not completed when absent
   */
  @Transactional
  public WorkflowView rerun(String name, @Nullable String fromStep) {
    Workflow origin =
        workflows.findByName(name).orElseThrow(() -> new WorkflowNotFoundException(name));
    NewWorkflow submission = new WorkflowActionHandler(origin, store.now()).rerun(fromStep);
    quotas.check(submission.project(), store.now());
    String rerunName = newName(store.now());
    if (submission.concurrency() != null) {
      applyGroupPolicy(rerunName, submission.concurrency(), submission.project());
    }
    NodeCapabilities requirements = requirements(submission);
    var rerun = new Workflow(rerunName, submission, requirements, store.now());
    nodeWaits.find(requirements, store.now()).ifPresent(rerun::awaitNode);
    store.add(rerun);
    return WorkflowViewMapper.toView(rerun);
  }

  /** Returns why workflows do not allow an action, by name; those that allow it are not included. */
  @Transactional(readOnly = true)
  public Map<String, ErrorResponseException> findRefusals(WorkflowAction action, List<UUID> ids) {
    var refusals = new HashMap<String, ErrorResponseException>();
    for (Workflow workflow : workflows.findAllById(ids)) {
      List<WorkflowAction> allowed = workflow.allowedActions();
      if (!allowed.contains(action)) {
        refusals.put(
            workflow.name(),
            new ActionNotAllowedException(workflow.name(), action, workflow.status(), allowed));
      }
    }
    return refusals;
  }
}
