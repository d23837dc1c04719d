package dev.pawl.engine;

import dev.pawl.engine.ParallelSteps.CompletedStep;
import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.ActiveClaim.StopReason;
import dev.pawl.engine.pipeline.DatabaseExceptions;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.engine.pipeline.StepExecutor;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.objectstore.ObjectStoreException;
import dev.pawl.web.DatabaseFailed;
import dev.pawl.workflow.WorkItem;
import dev.pawl.workflow.WorkItem.Rollback;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkItem.UndoPublication;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workflow.WorkflowExecutionService.ClaimedWorkflow;
import dev.pawl.workflow.WorkflowTracing;
import dev.pawl.workspace.PublishConflictException;
import dev.pawl.workspace.UnrestoredFile;
import dev.pawl.workspace.WorkspaceService;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Executes one workflow: claims it, then runs steps and records their results until there is no more work. */
@Component
class WorkflowExecutor {

  private static final Logger log = LoggerFactory.getLogger(WorkflowExecutor.class);

  /** How the execution of a workflow ended on this node. */
  enum ExecutionResult {
    /** There is no more work for now. */
    COMPLETED,
    /** This node is shutting down, draining, paused or out of disk space; another node continues. */
    RELEASED,
    /** Another node holds the claim, or there is no work. */
    NOT_OWNED
  }

  /** The number of consecutive internal errors after which a workflow fails: more attempts would not help. */
  private static final int MAX_INTERNAL_ERRORS = 5;

  /**
   * The duration of a step whose result may wait for the next transaction, and the time for which it may: what a lost node
   * may have to repeat, and how late users may see it.
   */
  private static final Duration MAX_DEFERRAL = Duration.ofMillis(100);

  private final Map<UUID, AtomicInteger> internalErrors = new ConcurrentHashMap<>();
  private final WorkflowExecutionService executionService;
  private final WorkspaceService workspaces;
  private final StepExecutor stepExecutor;
  private final LeaseRenewer leaseRenewer;
  private final NodeService nodes;
  private final WorkflowTracing tracing;
  private final EngineProperties properties;
  private final Clock clock;

  WorkflowExecutor(
      WorkflowExecutionService executionService,
      WorkspaceService workspaces,
      StepExecutor stepExecutor,
      LeaseRenewer leaseRenewer,
      NodeService nodes,
      WorkflowTracing tracing,
      EngineProperties properties,
      Clock clock) {
    this.executionService = executionService;
    this.workspaces = workspaces;
    this.stepExecutor = stepExecutor;
    this.leaseRenewer = leaseRenewer;
    this.nodes = nodes;
    this.tracing = tracing;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Executes a workflow until there is no more work, unless another node holds its claim.
   *
   * @param slot the slot of the execution, which is released during waits for the network
   * @return how the execution ended, which decides what happens to the wake-up
   */
  ExecutionResult execute(UUID id, ExecutionSlot slot) {
    if (!leaseRenewer.isRunning()
        || nodes.admission() != NodeAdmission.ACTIVE
        || !nodes.hasUsableDisks()) {
      return ExecutionResult.RELEASED;
    }
    try {
      ExecutionResult result = claimAndExecute(id, slot);
      internalErrors.remove(id);
      return result;
    } catch (RuntimeException e) {
      if (DatabaseExceptions.isCauseOf(e) || e.getCause() instanceof ObjectStoreException) {
        throw e;
      }
      log.error("Internal error: workflow {}", id, e);
      if (countInternalError(id) < MAX_INTERNAL_ERRORS) {
        throw e;
      }
      internalErrors.remove(id);
      executionService.failInternally(id, e.toString());
      return ExecutionResult.NOT_OWNED;
    }
  }

  private int countInternalError(UUID id) {
    return internalErrors.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
  }

  private ExecutionResult claimAndExecute(UUID id, ExecutionSlot slot) {
    Optional<ClaimedWorkflow> claimed =
        executionService.claimAndStart(id, nodes.name(), properties.leaseDuration());
    if (claimed.isEmpty()) {
      return ExecutionResult.NOT_OWNED;
    }
    Claim claim = claimed.get().claim();
    if (claimed.get().firstItem().isEmpty()) {
      // Only this claim is detached: a newer claim of this node may hold the workflow by now.
      executionService.forget(claim);
      return ExecutionResult.COMPLETED;
    }
    ActiveClaim activeClaim = leaseRenewer.register(claim, slot);
    Observation span = tracing.startClaimSpan(claim);
    try (var _ = span.openScope();
        var _ = MDC.putCloseable("workflow", claim.workflow())) {
      if (runLoop(activeClaim, claimed.get().firstItem(), span)) {
        return ExecutionResult.COMPLETED;
      }
    } catch (LeaseLostException lost) {
      log.warn("Lost the lease on {} to another holder: {}", claim.workflow(), lost.getMessage());
    } catch (RuntimeException e) {
      releaseQuietly(activeClaim, DatabaseFailed.findIn(e).isPresent());
      span.error(e);
      throw e;
    } finally {
      span.stop();
      leaseRenewer.unregister(activeClaim);
      executionService.forget(claim);
    }
    return activeClaim.stopReason() == StopReason.SHUTDOWN
        ? ExecutionResult.RELEASED
        : ExecutionResult.NOT_OWNED;
  }

  /** Runs the work of a claim and returns whether all of it is done. */
  private boolean runLoop(ActiveClaim activeClaim, Optional<WorkItem> firstItem, Observation span) {
    try (var workspace = new ClaimWorkspace(workspaces, activeClaim.claim(), clock);
        var parallelSteps = new ParallelSteps(activeClaim, stepExecutor, span, clock)) {
      Optional<WorkItem> item = firstItem;
      while (item.isPresent() && !shouldStop(activeClaim)) {
        item =
            switch (item.get()) {
              case RunStep step when step.context().parallel() -> {
                parallelSteps.start(step, workspace);
                WorkItem.Idle nextWait = step.context().nextWait();
                yield nextWait == null
                    ? executionService.nextItem(activeClaim.claim())
                    : Optional.of(nextWait);
              }
              case RunStep step -> {
                // This step must run alone: steps that still run are interrupted.
                if (parallelSteps.hasPendingResults()) {
                  workspace.markFailed();
                }
                parallelSteps.cancelAll();
                yield runStep(activeClaim, step, workspace);
              }
              case WorkItem.Idle wait ->
                  awaitStep(activeClaim, parallelSteps, wait.until(), workspace);
              case Rollback rollback -> rollback(activeClaim, rollback);
              case UndoPublication undo -> undoPublication(activeClaim, undo);
            };
      }
      if (item.isEmpty()
          && !parallelSteps.hasPendingResults()
          && activeClaim.stopReason() == null) {
        workspace.markCompleted();
      }
      return item.isEmpty();
    } catch (InterruptedException e) {
      shouldStop(activeClaim);
      return false;
    }
  }

  private Optional<WorkItem> runStep(
      ActiveClaim activeClaim, RunStep step, ClaimWorkspace workspace) throws InterruptedException {
    Optional<StepResult> result = stepExecutor.run(activeClaim, step, workspace);
    return recordResult(activeClaim, step, result, workspace);
  }

  private Optional<WorkItem> awaitStep(
      ActiveClaim activeClaim,
      ParallelSteps parallelSteps,
      @Nullable Instant deadline,
      ClaimWorkspace workspace)
      throws InterruptedException {
    // The result of a step whose thread has already ended may still be waiting to be recorded.
    if (deadline == null && !parallelSteps.hasPendingResults()) {
      throw new IllegalStateException("No step is running and no step can start");
    }
    try {
      // A workflow that only waits for its next attempt needs no slot.
      Optional<CompletedStep> completed =
          parallelSteps.hasPendingResults()
              ? parallelSteps.await(earliest(deadline, activeClaim.claim()))
              : activeClaim.withoutSlot(() -> parallelSteps.await(deadline));
      if (completed.isPresent()) {
        return recordResult(activeClaim, completed.get(), workspace);
      }
    } catch (InterruptedException e) {
      if (shouldStop(activeClaim)) {
        throw e;
      }
    }
    return executionService.nextItem(activeClaim.claim());
  }

  /** Returns the deadline, or the time at which deferred results must be written if that is earlier. */
  private @Nullable Instant earliest(@Nullable Instant deadline, Claim claim) {
    return executionService
        .deferredSince(claim)
        .map(since -> since.plus(MAX_DEFERRAL))
        .filter(time -> deadline == null || time.isBefore(deadline))
        .orElse(deadline);
  }

  /** Records the result of a step; that of a short step without a transaction, if the next one is due soon enough. */
  private Optional<WorkItem> recordResult(
      ActiveClaim activeClaim, CompletedStep completed, ClaimWorkspace workspace)
      throws InterruptedException {
    Optional<StepResult> result = completed.result();
    boolean due =
        executionService
            .deferredSince(activeClaim.claim())
            .filter(since -> !clock.instant().isBefore(since.plus(MAX_DEFERRAL)))
            .isPresent();
    if (result.isPresent() && !due && completed.duration().compareTo(MAX_DEFERRAL) < 0) {
      Optional<WorkItem> next =
          executionService.deferResult(activeClaim.claim(), completed.step(), result.get());
      if (next.isPresent()) {
        workspace.setTree(result.get().tree());
        return next;
      }
    }
    return recordResult(activeClaim, completed.step(), result, workspace);
  }

  /** Records the result of a step. A cancelled step has none: the call for the next work item ends the workflow. */
  private Optional<WorkItem> recordResult(
      ActiveClaim activeClaim, RunStep step, Optional<StepResult> result, ClaimWorkspace workspace)
      throws InterruptedException {
    if (result.isPresent()) {
      if (result.get().failure().isEmpty()) {
        workspace.setTree(result.get().tree());
      } else {
        workspace.markFailed();
        if (!step.publishes() && !step.context().parallel()) {
          workspace.discard();
        }
      }
      return executionService.recordResult(activeClaim.claim(), step, result.get());
    }
    workspace.markFailed();
    if (shouldStop(activeClaim)) {
      throw new InterruptedException();
    }
    return executionService.nextItem(activeClaim.claim());
  }

  /** Returns whether this node must stop; on shutdown the claim is released. */
  private boolean shouldStop(ActiveClaim activeClaim) {
    StopReason reason = activeClaim.stopReason();
    if (reason == StopReason.SHUTDOWN) {
      executionService.releaseOnShutdown(activeClaim.claim());
    }
    return reason == StopReason.SHUTDOWN || reason == StopReason.LOST;
  }

  /**
   * Releases a claim, so that the workflow can be claimed again at once.
   *
   * @param interrupted whether the database has interrupted the running attempts, which then do not count as lost with a node
   */
  private void releaseQuietly(ActiveClaim activeClaim, boolean interrupted) {
    try {
      if (interrupted) {
        executionService.releaseInterrupted(activeClaim.claim());
      } else {
        executionService.release(activeClaim.claim());
      }
    } catch (RuntimeException e) {
      log.warn(
          "Failed to release a claim, which ends with its lease: {}, workflow {}",
          e,
          activeClaim.claim().workflow());
    }
  }

  private Optional<WorkItem> rollback(ActiveClaim activeClaim, Rollback rollback)
      throws InterruptedException {
    String restoredTree = rollback.snapshot();
    Optional<String> failure = Optional.empty();
    try {
      if (!rollback.paths().isEmpty()) {
        restoredTree =
            workspaces.partialRollbackTree(
                rollback.target(), rollback.snapshot(), rollback.tree(), rollback.paths());
      }
      String tree = restoredTree;
      rollbackTarget(activeClaim, rollback, () -> rollback(activeClaim, rollback, tree));
    } catch (IOException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    return executionService.recordRollback(activeClaim.claim(), restoredTree, failure);
  }

  private WorkspaceService.PublishResult rollback(
      ActiveClaim activeClaim, Rollback rollback, String restoredTree)
      throws IOException, InterruptedException {
    try {
      return workspaces.rollback(
          activeClaim.claim().workflow(),
          rollback.target(),
          restoredTree,
          rollback.tree(),
          rollback.branch(),
          rollback.commit(),
          () -> ensureOwned(activeClaim));
    } catch (PublishConflictException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Rolls back the target; for a git target, this waits for the remote. */
  private static void rollbackTarget(
      ActiveClaim activeClaim,
      Rollback rollback,
      ActiveClaim.Wait<?, IOException, InterruptedException> operation)
      throws IOException, InterruptedException {
    if (rollback.target().git() == null) {
      operation.await();
    } else {
      activeClaim.withoutSlot(operation);
    }
  }

  private Optional<WorkItem> undoPublication(ActiveClaim activeClaim, UndoPublication undo)
      throws InterruptedException {
    String workflow = activeClaim.claim().workflow();
    Optional<List<String>> unrestored = restore(activeClaim, undo);
    unrestored.ifPresent(files ->
        log.warn(
            "Publication undone: workflow {}, target {}, not restored: {}",
            workflow,
            undo.target().path(),
            files.isEmpty() ? "none" : String.join(", ", files)));
    return executionService.recordUndonePublication(activeClaim.claim(), unrestored);
  }

  /**
   * Restores the files of an interrupted publication. While the object store does not answer, this fails, and is repeated with
   * the wake-up of the workflow: a workflow that ended without its journal would leave its target half published.
   *
   * @return the files that were not restored, each with the reason; empty if nothing had to be undone
   */
  private Optional<List<String>> restore(ActiveClaim activeClaim, UndoPublication undo)
      throws InterruptedException {
    try {
      return workspaces
          .undoPublication(
              activeClaim.claim().workflow(), undo.target(), () -> ensureOwned(activeClaim))
          .map(files -> files.stream().map(UnrestoredFile::toString).toList());
    } catch (ObjectStoreException e) {
      log.warn(
          "Publication not undone yet, repeated: workflow {}, target {}: {}",
          activeClaim.claim().workflow(),
          undo.target().path(),
          e.getMessage());
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      return Optional.of(List.of("%s (%s)".formatted(undo.target().path(), e.getMessage())));
    }
  }

  /** Returns normally while this node holds the claim; a cancellation does not stop changes of a target halfway. */
  private static void ensureOwned(ActiveClaim activeClaim) throws InterruptedException {
    StopReason reason = activeClaim.stopReason();
    if (reason == StopReason.SHUTDOWN || reason == StopReason.LOST) {
      throw new InterruptedException();
    }
  }
}
