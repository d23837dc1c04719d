package dev.pawl.pipeline;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.command.Arguments;
import dev.pawl.command.BrokenTool;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.SharedState;
import dev.pawl.node.Nodes;
import dev.pawl.pipeline.Held.Working;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.Stage;
import dev.pawl.session.Sessions;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workspace.SubmittedLines;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
class ExecutionStage implements StageCheck {

  private static final Logger log = LoggerFactory.getLogger(ExecutionStage.class);

  /** Exit codes from this value on mean that a signal ended the program (128 + signal). */
  private static final int KILLED = 128;

  /** The interval at which memory use is sampled. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Nodes nodes;
  private final Sessions sessions;
  private final StepSpans spans;
  private final PipelineProperties properties;
  private final Clock clock;

  ExecutionStage(
      Nodes nodes, Sessions sessions, StepSpans spans, PipelineProperties properties, Clock clock) {
    this.nodes = nodes;
    this.sessions = sessions;
    this.spans = spans;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public Stage stage() {
    return Stage.EXECUTION;
  }

  @Override
  public Checked check(Passage attempt) throws IOException, InterruptedException {
    var peak = new Peak();
    Outcome outcome =
        submitted(execute(attempt, peak), attempt)
            .with("memory_bytes", peak.bytes())
            .with("agents", attempt.spec().agents().size());
    attempt.came(outcome);
    Set<String> broken = names(outcome, Outcome.TOOLS_BROKEN);
    broken.forEach(name -> nodes.failed(name, "crashed in " + attempt.step().command()));
    names(outcome, Outcome.TOOLS_WORKED).stream()
        .filter(name -> !broken.contains(name))
        .forEach(nodes::worked);
    String tool = String.valueOf(attempt.tool());
    if (outcome.failed().isEmpty()) {
      nodes.worked(tool);
      return Checked.passed(outcome.summary());
    }
    Failure failure = outcome.failed().get();
    if (isTheToolsFault(attempt, outcome, failure)) {
      nodes.failed(tool, failure.message());
    }
    return Checked.failed(failure.message(), FailedFiles.named(attempt, failure.message()));
  }

  private static Set<String> names(Outcome outcome, String fact) {
    return Arrays.stream(outcome.facts().getOrDefault(fact, "").split(" "))
        .filter(name -> !name.isEmpty())
        .collect(toUnmodifiableSet());
  }

  /** Adds to each finding its line in the submitted file. */
  private static Outcome submitted(Outcome outcome, Passage attempt) throws IOException {
    Workspace workspace = attempt.workspace();
    if (outcome.findings().isEmpty() || workspace.snapshotTree().isEmpty()) {
      return outcome;
    }
    var lines = new SubmittedLines(workspace, attempt.left());
    var findings = new ArrayList<Finding>();
    for (Finding finding : outcome.findings()) {
      findings.add(finding.submittedAt(lines.of(finding.file(), finding.line())));
    }
    return outcome.withFindings(findings);
  }

  /** Returns whether the tool crashed or hung. Reported problems and unreachable remotes do not count as failures. */
  private static boolean isTheToolsFault(Passage attempt, Outcome outcome, Failure failure) {
    String exit = outcome.facts().get(Outcome.EXIT_CODE);
    boolean crashed = exit == null ? !attempt.wasUnreachable() : Integer.parseInt(exit) >= KILLED;
    return switch (failure.kind()) {
      case TIMED_OUT -> !attempt.wasCutShort();
      case BROKEN -> crashed && FailureType.of(failure.message()) != FailureType.DISK_SPACE;
      case REFUSED, INTEGRITY, CONFLICT -> false;
    };
  }

  private Outcome execute(Passage attempt, Peak peak) throws InterruptedException {
    RunStep step = attempt.step();
    Held held = attempt.held();
    var task =
        new FutureTask<>(spans.elsewhere(() -> attempt.command().execute(invocation(attempt))));
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(held.claim().workflow() + "-" + step.name())
            .unstarted(task);
    thread.start();
    try (Working _ = held.workedOnBy(thread)) {
      return await(task, step, peak);
    } catch (TimeoutException e) {
      thread.interrupt();
      end(task, step);
      if (own(step).compareTo(allowed(step)) > 0) {
        attempt.cutShort();
      }
      return Outcome.failure(
          FailureKind.TIMED_OUT, "timeout: took longer than " + allowed(step).toSeconds() + " s");
    } catch (InterruptedException e) {
      thread.interrupt();
      end(task, step);
      throw e;
    } catch (ExecutionException e) {
      held.check();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof BrokenTool broken) {
        attempt.blame(broken.tool());
        return Outcome.failure(FailureKind.BROKEN, String.valueOf(broken.getMessage()));
      }
      if (cause instanceof IOException) {
        attempt.unreachable();
      } else {
        log.warn(
            "Step {} of {} failed with an unexpected exception",
            step.name(),
            held.claim().workflow(),
            cause);
      }
      return Outcome.failure(
          FailureKind.BROKEN, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
  }

  private Invocation invocation(Passage attempt) {
    RunStep step = attempt.step();
    UUID session = step.beside().session();
    SharedState shared =
        session == null ? SharedState.of(step.previous()) : sessions.state(session);
    return new Invocation(
        attempt.key(),
        new Arguments(step.arguments()),
        step.previous(),
        attempt.conditions(),
        shared.alsoModified(step.beside().outsideChanges()),
        attempt.log()::line,
        attempt.held()::check,
        spans);
  }

  private Outcome await(FutureTask<Outcome> task, RunStep step, Peak peak)
      throws InterruptedException, ExecutionException, TimeoutException {
    long until = System.nanoTime() + allowed(step).toNanos();
    while (true) {
      long left = step.lasting() ? Long.MAX_VALUE : until - System.nanoTime();
      try {
        return task.get(Math.clamp(left, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException stillRunning) {
        if (left <= LOOK.toNanos()) {
          throw stillRunning;
        }
        peak.look();
      } finally {
        peak.lookAtOwn();
      }
    }
  }

  private static Duration own(RunStep step) {
    return step.timeout().multipliedBy(step.conditions().patience()).dividedBy(100);
  }

  private Duration allowed(RunStep step) {
    Duration own = own(step);
    if (step.deadline().equals(Instant.MAX)) {
      return own;
    }
    Duration left = Duration.between(clock.instant(), step.deadline());
    Duration positive = left.isNegative() ? Duration.ZERO : left;
    return positive.compareTo(own) < 0 ? positive : own;
  }

  /** Waits for the grace period; a command that runs on can write only to the workspace of a claim that has ended. */
  private void end(FutureTask<Outcome> task, RunStep step) {
    long until = System.nanoTime() + properties.grace().toNanos();
    while (!task.isDone()) {
      try {
        task.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        log.error("Step {} did not stop within the grace period", step.name());
        return;
      } catch (ExecutionException ended) {
        log.debug("Step {} stopped after the interrupt", step.name(), ended);
      } catch (InterruptedException toldAgain) {
        // The step must not end before everything that the command has started.
        log.debug("Step {} was interrupted again while it was stopping", step.name());
      }
    }
  }
}
