package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.RecoveryStrategy;
import dev.pawl.recovery.StepStage;
import dev.pawl.snapshot.SnapshotDamagedException;
import dev.pawl.target.GitRemoteException;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.StageRecord;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workspace.StepLogStorage;
import dev.pawl.workspace.StepLogStorage.StepLog;
import dev.pawl.workspace.WorkspaceService;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Runs one attempt of a step through all stages in order; the first stage that fails ends the attempt. */
@Service
@EnableConfigurationProperties(PipelineProperties.class)
public class StepExecutor {

  private static final Logger log = LoggerFactory.getLogger(StepExecutor.class);

  private final List<PipelineStage> stages;
  private final WorkspaceService workspaces;
  private final StepLogStorage logs;
  private final StepObservations observations;
  private final Clock clock;

  StepExecutor(
      List<PipelineStage> stages,
      WorkspaceService workspaces,
      StepLogStorage logs,
      StepObservations observations,
      Clock clock) {
    this.stages = stages.stream().sorted(Comparator.comparing(PipelineStage::stage)).toList();
    if (!this.stages.stream()
        .map(PipelineStage::stage)
        .toList()
        .equals(List.of(StepStage.values()))) {
      throw new IllegalStateException("Exactly one bean per stage is required: " + this.stages);
    }
    this.workspaces = workspaces;
    this.logs = logs;
    this.observations = observations;
    this.clock = clock;
  }

  /** Provides the workspace for the attempts of a claim. */
  @FunctionalInterface
  public interface WorkspaceProvider {

    /** Returns the key of the workspace, which holds the state of the last checkpoint. */
    String workspaceFor(RunStep step) throws IOException;
  }

  /**
   * Runs one attempt.
   *
   * @return the result; empty if the attempt was stopped before it ended
   */
  public Optional<StepResult> run(
      ActiveClaim activeClaim, RunStep step, WorkspaceProvider workspaceProvider) {
    Observation span = observations.start(step);
    try (var _ = span.openScope();
        var _ = MDC.putCloseable("step", step.name())) {
      Optional<StepResult> result =
          // Publishing to a git target waits for the remote.
          step.publishes() && step.target().git() != null
              ? activeClaim.<Optional<StepResult>, RuntimeException, RuntimeException>withoutSlot(
                  () -> runAttempt(activeClaim, step, workspaceProvider))
              : runAttempt(activeClaim, step, workspaceProvider);
      span.lowCardinalityKeyValue("outcome", outcomeTag(result));
      return result;
    } finally {
      span.stop();
    }
  }

  private static String outcomeTag(Optional<StepResult> result) {
    return result
        .map(stepResult -> stepResult.failure().isEmpty() ? "completed" : "failed")
        .orElse("stopped");
  }

  private Optional<StepResult> runAttempt(
      ActiveClaim activeClaim, RunStep step, WorkspaceProvider workspaceProvider) {
    Instant startedAt = clock.instant();
    try (StepLog log = openLog(activeClaim, step)) {
      Optional<RunStep> fetched = fetchTarget(activeClaim, step, log, startedAt);
      return fetched.isEmpty()
          ? Optional.empty()
          : runAttempt(activeClaim, fetched.get(), workspaceProvider, log, startedAt);
    } catch (IOException | UncheckedIOException e) {
      // A stop interrupts a transfer, which is no failure.
      return activeClaim.stopReason() == null
          ? Optional.of(workspaceUnavailable(activeClaim, step, e))
          : Optional.empty();
    }
  }

  private StepLog openLog(ActiveClaim activeClaim, RunStep step) {
    String arguments = step.arguments().replaceAll("\\s+", " ").strip();
    return logs.open(
        activeClaim.claim().workflow(),
        step.name(),
        step.attempt(),
        step.command(),
        (step.target().name() + " " + arguments).strip());
  }

  private Optional<StepResult> runAttempt(
      ActiveClaim activeClaim,
      RunStep step,
      WorkspaceProvider workspaceProvider,
      StepLog log,
      Instant startedAt)
      throws IOException {
    try (var attempt = openAttempt(activeClaim, step, workspaceProvider, log)) {
      Optional<FailureReport> failure = runUnlessStopped(attempt, startedAt);
      if (failure == null) {
        return Optional.empty();
      }
      StepResult result = stepResult(attempt, failure.orElse(null));
      boolean judged =
          failure.map(report -> report.stage() == StepStage.QUALITY_GATES).orElse(true);
      // What is recorded can be read by any node. The trees of a publication are stored before it.
      if (judged && !step.publishes() && !share(activeClaim, step, result)) {
        log.end(false, "stopped before it completed", Duration.between(startedAt, clock.instant()));
        return Optional.empty();
      }
      String summary =
          failure.map(FailureReport::message).orElseGet(() -> attempt.outcome().summary());
      log.end(failure.isEmpty(), summary, Duration.between(startedAt, clock.instant()));
      return Optional.of(log.closeInMemory().map(result::withLog).orElse(result));
    }
  }

  /** Stores the trees of a result where all nodes can read them; returns false if the attempt was stopped meanwhile. */
  private boolean share(ActiveClaim activeClaim, RunStep step, StepResult result)
      throws IOException {
    try (var _ = activeClaim.interruptCurrentThreadOnStop()) {
      // Of a step that has failed its gates, only the snapshot is recorded.
      String tree = result.failure().isEmpty() ? result.tree() : null;
      workspaces.share(step.target(), Arrays.asList(result.snapshot(), tree));
      return true;
    } catch (IOException e) {
      if (activeClaim.stopReason() != null) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Fetches the commit of a git target and the base of the scope, so that the attempt does not wait for the network:
   * before the first step of the workflow, and without its slot.
   *
   * @return the step with the commits of its scope; empty if the attempt was stopped
   */
  private Optional<RunStep> fetchTarget(
      ActiveClaim activeClaim, RunStep step, StepLog log, Instant startedAt) throws IOException {
    if (step.snapshot() != null
        || !workspaces.requiresFetch(step.target(), step.context().scope())) {
      return Optional.of(step);
    }
    String workflow = activeClaim.claim().workflow();
    try (var _ = activeClaim.interruptCurrentThreadOnStop()) {
      activeClaim.ensureActive();
      return Optional.of(step.withScope(fetchWithoutSlot(activeClaim, workflow, step)));
    } catch (InterruptedException e) {
      log.end(false, "stopped before it completed", Duration.between(startedAt, clock.instant()));
      return Optional.empty();
    } catch (IOException e) {
      log.end(false, String.valueOf(e.getMessage()), Duration.between(startedAt, clock.instant()));
      throw e;
    }
  }

  private TargetScope fetchWithoutSlot(ActiveClaim activeClaim, String workflow, RunStep step)
      throws IOException, InterruptedException {
    try {
      return activeClaim.<TargetScope, IOException, RuntimeException>withoutSlot(() ->
          workspaces.fetch(workflow, step.target(), step.context().scope(), fetchLimit(step)));
    } catch (IOException e) {
      throwIfInterrupted();
      throw e;
    }
  }

  /** Returns the timeout of the step, or the time until its deadline if that is shorter. */
  private Duration fetchLimit(RunStep step) {
    Duration timeout = step.timeout().multipliedBy(step.settings().patience()).dividedBy(100);
    Instant deadline =
        step.deadline().isBefore(step.context().workflowDeadline())
            ? step.deadline()
            : step.context().workflowDeadline();
    if (deadline.equals(Instant.MAX)) {
      return timeout;
    }
    Duration remaining = Duration.between(clock.instant(), deadline);
    return remaining.compareTo(timeout) < 0
        ? (remaining.isNegative() ? Duration.ZERO : remaining)
        : timeout;
  }

  private AttemptContext openAttempt(
      ActiveClaim activeClaim, RunStep step, WorkspaceProvider workspaceProvider, StepLog log)
      throws IOException {
    String key;
    try (var _ = activeClaim.interruptCurrentThreadOnStop()) {
      key = workspaceProvider.workspaceFor(step);
    }
    return new AttemptContext(activeClaim, step, key, workspaces.get(key), log);
  }

  /** Returns the result of an attempt whose workspace or log could not be opened. */
  private StepResult workspaceUnavailable(
      ActiveClaim activeClaim, RunStep step, Exception exception) {
    GitRemoteException remote = exception instanceof GitRemoteException e ? e : null;
    boolean invalidScope = exception instanceof InvalidScopeException;
    String message =
        remote == null && !invalidScope
            ? "failed to open the workspace or the log: " + exception.getMessage()
            : String.valueOf(exception.getMessage());
    FailureReport report =
        FailureReportFactory.workspaceUnavailable(
            activeClaim.claim().node(),
            logs.folder(activeClaim.claim().workflow()),
            remote != null && remote.isNetworkFailure()
                ? FailureType.NETWORK
                : FailureType.of(message),
            message,
            // A checkpoint that is lost is computed again from the target.
            exception instanceof SnapshotDamagedException
                ? RecoveryStrategy.ROLLBACK_AND_RESTART
                : null,
            clock.instant());
    // A commit that the remote does not have is not there in the next attempt, either.
    boolean permanent = invalidScope || remote != null && !remote.isNetworkFailure();
    FailureKind kind = permanent ? FailureKind.REFUSED : FailureKind.BROKEN;
    return new StepResult(
        CommandResult.failure(kind, message),
        List.of(),
        List.of(),
        step.snapshot(),
        step.tree(),
        List.of(),
        report);
  }

  /** Returns the failure, if there is one; null if the attempt was stopped. */
  private @Nullable Optional<FailureReport> runUnlessStopped(
      AttemptContext attempt, Instant startedAt) {
    try (var _ = attempt.activeClaim().interruptCurrentThreadOnStop()) {
      return runStages(attempt);
    } catch (InterruptedException e) {
      attempt
          .log()
          .end(false, "stopped before it completed", Duration.between(startedAt, clock.instant()));
      return null;
    } finally {
      // The reason to stop is recorded elsewhere; the interrupt must not disturb what follows.
      Thread.interrupted();
    }
  }

  private Optional<FailureReport> runStages(AttemptContext attempt) throws InterruptedException {
    for (PipelineStage stage : stages) {
      attempt.activeClaim().ensureActive();
      Instant startedAt = clock.instant();
      StageResult result = runStage(stage, attempt);
      long durationMs = Duration.between(startedAt, clock.instant()).toMillis();
      attempt.addStage(
          new StageRecord(stage.stage(), result.passed(), result.detail(), startedAt, durationMs));
      if (!result.passed()) {
        return Optional.of(failureReport(attempt, stage.stage(), result));
      }
    }
    return Optional.empty();
  }

  private static StageResult runStage(PipelineStage stage, AttemptContext attempt)
      throws InterruptedException {
    try {
      return stage.execute(attempt);
    } catch (InvalidScopeException e) {
      return StageResult.failed(String.valueOf(e.getMessage()));
    } catch (GitRemoteException e) {
      throwIfInterrupted();
      if (e.isNetworkFailure()) {
        attempt.markNetworkFailure();
      }
      return StageResult.failed(String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      throwIfInterrupted();
      return StageResult.failed("failed to read or write the workspace: " + e.getMessage());
    } catch (RuntimeException e) {
      throwIfInterrupted();
      if (e instanceof LeaseLostException || DatabaseExceptions.isCauseOf(e)) {
        // The attempt is repeated by the new holder of the lease, or when the database is available
        // again.
        throw e;
      }
      log.error(
          "Internal error: workflow {}, step {}, stage {}",
          attempt.activeClaim().claim().workflow(),
          attempt.step().name(),
          stage.stage().value(),
          e);
      attempt.markInternalError();
      return StageResult.failed("internal error of Pawl: " + e);
    }
  }

  /** An interrupt during file or database access surfaces as an exception of that access, and is not a failure. */
  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private FailureReport failureReport(AttemptContext attempt, StepStage stage, StageResult result) {
    return FailureReportFactory.create(attempt, stage, result, clock.instant());
  }

  /** Creates the result of the attempt to record. */
  private StepResult stepResult(AttemptContext attempt, @Nullable FailureReport failure) {
    CommandResult recorded = attempt.outcomeOrNull();
    CommandResult outcome;
    if (attempt.isInternalError() && failure != null) {
      outcome = CommandResult.failure(FailureKind.INTERNAL, failure.message());
    } else if (recorded == null || failure != null && failure.stage() != StepStage.QUALITY_GATES) {
      outcome = failedOutcome(recorded, failure);
    } else {
      outcome = recorded;
    }
    // Findings are stored in their own table, so that loading a workflow does not load thousands
    // of them.
    if (failure != null) {
      outcome = withConfiguredAction(outcome, attempt);
    }
    return new StepResult(
        outcome.withFindings(List.of()),
        outcome.findings(),
        attempt.comparison(),
        attempt.verdicts(),
        attempt.determinedScope(),
        attempt.workspace().snapshotTree().orElse(null),
        attempt.tree(),
        attempt.stages(),
        failure,
        revision(attempt),
        null);
  }

  /** Returns the commit of the target, if the attempt took the snapshot; null if that is not a commit. */
  private @Nullable SourceRevision revision(AttemptContext attempt) {
    boolean snapshotTaken =
        attempt.step().snapshot() == null && attempt.workspace().snapshotTree().isPresent();
    return snapshotTaken ? workspaces.findRevision(attempt.workspaceKey()).orElse(null) : null;
  }

  /** Adds the action on failure that the configuration of a repository states for the step. */
  private static CommandResult withConfiguredAction(CommandResult outcome, AttemptContext attempt) {
    if (attempt.step().target().git() == null || attempt.workspace().snapshotTree().isEmpty()) {
      return outcome;
    }
    try {
      String action = attempt.workspace().config().onFailure().get(attempt.step().name());
      return action == null
          ? outcome
          : outcome.withFact(CommandResult.TARGET_ON_FAILURE, OnFailure.of(action).value());
    } catch (IOException | IllegalArgumentException unusable) {
      log.debug("Action on failure of a repository ignored", unusable);
      return outcome;
    }
  }

  private static CommandResult failedOutcome(
      @Nullable CommandResult recorded, @Nullable FailureReport failure) {
    if (recorded != null && recorded.findFailure().isPresent()) {
      return recorded;
    }
    String message = failure == null ? "no stage was run" : failure.message();
    boolean timedOut = failure != null && failure.type() == FailureType.TIMEOUT;
    return CommandResult.failure(timedOut ? FailureKind.TIMED_OUT : FailureKind.BROKEN, message);
  }
}
