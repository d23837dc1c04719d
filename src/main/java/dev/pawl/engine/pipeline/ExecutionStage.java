package dev.pawl.engine.pipeline;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.command.InvalidArgumentsException;
import dev.pawl.command.NamedFormatters;
import dev.pawl.command.SessionState;
import dev.pawl.command.ToolCrashedException;
import dev.pawl.engine.pipeline.ActiveClaim.Registration;
import dev.pawl.finding.ExaminationService;
import dev.pawl.finding.FileKeys;
import dev.pawl.finding.FindingService;
import dev.pawl.node.NodeService;
import dev.pawl.process.MemoryMeter;
import dev.pawl.process.WorkerThreads;
import dev.pawl.project.ProjectService;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.StepStage;
import dev.pawl.session.SessionService;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.target.GitRemoteException;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.web.DatabaseFailed;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workspace.OriginalLineMapper;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the command in its own thread, which can be interrupted and has a time limit. */
@Component
class ExecutionStage implements PipelineStage {

  private static final Logger log = LoggerFactory.getLogger(ExecutionStage.class);

  /** Exit codes from this value on mean that a signal ended the program (128 + signal). */
  private static final int FIRST_SIGNAL_EXIT_CODE = 128;

  private final NodeService nodes;
  private final SessionService sessions;
  private final ProjectService projects;
  private final OriginalFindings originals;
  private final FindingService findings;
  private final ExaminationService examinations;
  private final SuppressionService suppressions;
  private final StepObservations observations;
  private final PipelineProperties properties;
  private final Clock clock;

  ExecutionStage(
      NodeService nodes,
      SessionService sessions,
      ProjectService projects,
      OriginalFindings originals,
      FindingService findings,
      ExaminationService examinations,
      SuppressionService suppressions,
      StepObservations observations,
      PipelineProperties properties,
      Clock clock) {
    this.nodes = nodes;
    this.sessions = sessions;
    this.projects = projects;
    this.originals = originals;
    this.findings = findings;
    this.examinations = examinations;
    this.suppressions = suppressions;
    this.observations = observations;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public StepStage stage() {
    return StepStage.EXECUTION;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException, InterruptedException {
    var memory = new MemoryMeter();
    CommandResult outcome =
        withSubmittedLines(
                inScope(withSuppressions(runCommand(attempt, memory), attempt), attempt), attempt)
            .withMetric("memory_bytes", memory.peakBytes())
            .withMetric("agents", attempt.spec().agents().size())
            .withWarnings(attempt.workspace().drainRepairs());
    attempt.setOutcome(outcome);
    compareFindings(attempt, outcome);
    recordToolUse(attempt, outcome);
    if (outcome.findFailure().isEmpty()) {
      return StageResult.passed(outcome.summary());
    }
    Failure failure = outcome.findFailure().get();
    return StageResult.failed(
        failure.message(), FailedFileExtractor.extract(attempt, failure.message()));
  }

  /** Marks the findings of a command file that comments suppress; the commands of Pawl have done so themselves. */
  private CommandResult withSuppressions(CommandResult outcome, AttemptContext attempt)
      throws IOException, InterruptedException {
    if (attempt.step().definition() == null || outcome.findings().isEmpty()) {
      return outcome;
    }
    List<Finding> findings = suppressions.suppress(outcome.findings(), attempt.workspace());
    return outcome
        .withFindings(findings)
        .withMetric(
            CommandResult.SUPPRESSED, findings.stream().filter(Finding::isSuppressed).count());
  }

  /** Removes findings that do not count in the scope of the workflow, whatever command has reported them. */
  private static CommandResult inScope(CommandResult outcome, AttemptContext attempt)
      throws IOException {
    Workspace workspace = attempt.workspace();
    return outcome.findings().isEmpty() || workspace.snapshotTree().isEmpty()
        ? outcome
        : outcome.withFindings(ScopedFindings.select(outcome.findings(), workspace));
  }

  /** Adds to each finding its line in the submitted file, and sorts the findings by file and line. */
  private static CommandResult withSubmittedLines(CommandResult outcome, AttemptContext attempt)
      throws IOException {
    Workspace workspace = attempt.workspace();
    if (outcome.findings().isEmpty() || workspace.snapshotTree().isEmpty()) {
      return outcome;
    }
    var lines = new OriginalLineMapper(workspace, attempt.resultTree());
    var findings = new ArrayList<Finding>();
    for (Finding finding : outcome.findings()) {
      findings.add(finding.withSubmittedLine(lines.originalLine(finding.file(), finding.line())));
    }
    findings.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
    return outcome.withFindings(findings);
  }

  /** Records which findings are new, and which the baseline contains. */
  private void compareFindings(AttemptContext attempt, CommandResult outcome) throws IOException {
    if (!outcome.findings().isEmpty()) {
      String base = attempt.workspace().scope().scope().describeComparison().orElse(null);
      attempt.setComparison(
          findings.compare(
              attempt.activeClaim().claim().id(),
              attempt.step().step(),
              outcome.findings(),
              List.of(),
              base,
              attempt.knownInBase()));
    }
  }

  /** Records for the circuit breakers which programs of the machine worked, and which crashed or hung. */
  private void recordToolUse(AttemptContext attempt, CommandResult outcome)
      throws InterruptedException {
    // A node that has lost its claim may itself have been stopped: a timeout then says nothing
    // about the program.
    attempt.activeClaim().ensureActive();
    RunStep step = attempt.step();
    String project = step.context().project();
    String target = step.target().name();
    Set<String> crashed = outcome.wordsOf(CommandResult.CRASHED_TOOLS);
    crashed.forEach(
        name -> nodes.recordFailure(name, project, target, "crashed in " + step.command()));
    outcome.wordsOf(CommandResult.SUCCEEDED_TOOLS).stream()
        .filter(name -> !crashed.contains(name))
        .forEach(name -> nodes.recordSuccess(name, project));
    Optional<Failure> failure = outcome.findFailure();
    if (failure.isPresent()) {
      failedProgram(attempt, outcome, failure.get())
          .ifPresent(name -> nodes.recordFailure(name, project, target, failure.get().message()));
    } else if (!outcome.facts().containsKey(CommandResult.REUSED)) {
      attempt.programs().forEach(name -> nodes.recordSuccess(name, project));
    }
  }

  /** Returns the program that crashed or hung; empty if the reason of the failure is not the machine. */
  private static Optional<String> failedProgram(
      AttemptContext attempt, CommandResult outcome, Failure failure) {
    List<String> programs = attempt.programs();
    return switch (failure.kind()) {
      case TIMED_OUT ->
          programs.size() == 1 && !attempt.isWorkflowTimedOut()
              ? Optional.of(programs.getFirst())
              : Optional.empty();
      case BROKEN -> {
        if (FailureType.of(failure.message()) == FailureType.DISK_SPACE) {
          yield Optional.empty();
        }
        if (attempt.crashedTool() != null) {
          yield Optional.of(attempt.crashedTool());
        }
        String exit = outcome.facts().get(CommandResult.EXIT_CODE);
        if (exit == null || Integer.parseInt(exit) < FIRST_SIGNAL_EXIT_CODE) {
          yield Optional.empty();
        }
        String program = outcome.facts().getOrDefault(CommandResult.PROGRAM, "");
        // The breaker of an agent is named after its role, and not after its only program.
        yield programs.stream()
            .filter(name -> name.equals(program) || name.startsWith("agent:"))
            .findFirst();
      }
      case REFUSED, INTEGRITY, CONFLICT, REJECTED, INTERNAL -> Optional.empty();
    };
  }

  private CommandResult runCommand(AttemptContext attempt, MemoryMeter memory)
      throws InterruptedException {
    RunStep step = attempt.step();
    ActiveClaim activeClaim = attempt.activeClaim();
    Duration timeLimit = remainingTime(attempt);
    WorkerThreads.Task<CommandResult> task =
        WorkerThreads.start(
            activeClaim.claim().workflow() + "-" + step.name(),
            observations.inCurrentObservation(memory.measuring(() -> executeCommand(attempt))));
    try (Registration _ = activeClaim.onStop(task::interrupt)) {
      return awaitResult(task, step, timeLimit);
    } catch (TimeoutException e) {
      task.interrupt();
      awaitTermination(task, step);
      if (stepTimeout(step).compareTo(timeLimit) > 0) {
        attempt.markWorkflowTimedOut();
      }
      return CommandResult.failure(
          FailureKind.TIMED_OUT,
          "timeout: took longer than %d s".formatted(Math.max(1, timeLimit.toSeconds())));
    } catch (InterruptedException e) {
      task.interrupt();
      awaitTermination(task, step);
      throw e;
    } catch (ExecutionException e) {
      activeClaim.ensureActive();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (DatabaseFailed.findIn(cause).isPresent()) {
        // As in the other stages, the attempt is repeated, and has not failed.
        throw cause instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(cause);
      }
      if (cause instanceof ToolCrashedException crash) {
        attempt.setCrashedTool(crash.tool());
        return CommandResult.failure(FailureKind.BROKEN, String.valueOf(crash.getMessage()));
      }
      if (cause instanceof InvalidArgumentsException || cause instanceof InvalidScopeException) {
        return CommandResult.failure(FailureKind.REFUSED, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof GitRemoteException remote) {
        if (remote.isNetworkFailure()) {
          attempt.markNetworkFailure();
        }
        return CommandResult.failure(
            remote.isNetworkFailure() ? FailureKind.BROKEN : FailureKind.REFUSED,
            String.valueOf(remote.getMessage()));
      }
      if (!(cause instanceof IOException)) {
        log.warn(
            "Step {} of {} failed with an unexpected exception",
            step.name(),
            activeClaim.claim().workflow(),
            cause);
      }
      return CommandResult.failure(
          FailureKind.BROKEN, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
  }

  /** Runs the command, applies the severities of rules, and finds out which findings the base has too. */
  private CommandResult executeCommand(AttemptContext attempt) throws Exception {
    Command command = attempt.command();
    CommandContext context = commandContext(attempt);
    CommandResult result = command.execute(context);
    FileKeys fileKeys = fileKeys(attempt, result);
    CommandResult judged =
        result.withFindings(fileKeys.apply(context.applyRules(result.findings())));
    originals
        .findKnown(
            command, attempt.step().definition(), attempt.workspaceKey(), context, judged, fileKeys)
        .ifPresent(attempt::setKnownInBase);
    return judged;
  }

  private FileKeys fileKeys(AttemptContext attempt, CommandResult result) throws IOException {
    Optional<String> snapshot = attempt.workspace().snapshotTree();
    return result.findings().isEmpty() || snapshot.isEmpty()
        ? FileKeys.NONE
        : examinations.findFileKeys(
            attempt.activeClaim().claim().id(), attempt.step().step(), snapshot.get());
  }

  private CommandContext commandContext(AttemptContext attempt) throws IOException {
    RunStep step = attempt.step();
    UUID session = step.context().sessionId();
    SessionState shared =
        session == null ? SessionState.of(step.previousOutcomes()) : sessions.sharedState(session);
    String project = step.context().project();
    return new CommandContext(
        attempt.workspaceKey(),
        new Arguments(step.arguments()),
        step.previousOutcomes(),
        attempt.settings(),
        shared.withModifiedFiles(step.context().externalChanges()),
        attempt.log()::appendLine,
        attempt.activeClaim()::ensureActive,
        observations,
        new NamedFormatters(
            step.context().formatters(),
            project == null ? Map.of() : projects.get(project).formatters()),
        attempt.workspace().config().rules().overriddenBy(step.context().rules()),
        step.context().publication());
  }

  private static CommandResult awaitResult(
      FutureTask<CommandResult> task, RunStep step, Duration timeLimit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return step.publishes()
        ? task.get()
        : task.get(Math.max(0, timeLimit.toNanos()), TimeUnit.NANOSECONDS);
  }

  private static Duration stepTimeout(RunStep step) {
    return step.timeout().multipliedBy(step.settings().patience()).dividedBy(100);
  }

  private Duration remainingTime(AttemptContext attempt) {
    Duration stepTimeout = stepTimeout(attempt.step());
    Instant deadline = attempt.deadline();
    if (deadline.equals(Instant.MAX)) {
      return stepTimeout;
    }
    Duration remaining = Duration.between(clock.instant(), deadline);
    Duration nonNegative = remaining.isNegative() ? Duration.ZERO : remaining;
    return nonNegative.compareTo(stepTimeout) < 0 ? nonNegative : stepTimeout;
  }

  /** Waits for the grace period; a command that runs on can write only to the workspace of a claim that has ended. */
  private void awaitTermination(FutureTask<CommandResult> task, RunStep step) {
    long deadline = System.nanoTime() + properties.commandGracePeriod().toNanos();
    while (!task.isDone()) {
      try {
        task.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        log.error("Step {} did not stop within the grace period", step.name());
        return;
      } catch (ExecutionException failed) {
        log.debug("Step {} stopped after the interrupt", step.name(), failed);
      } catch (InterruptedException interruptedAgain) {
        // The step must not end before everything that the command has started.
        log.debug("Step {} was interrupted again while it was stopping", step.name());
      }
    }
  }
}
