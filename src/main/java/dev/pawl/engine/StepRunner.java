package dev.pawl.engine;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gates;
import dev.pawl.gate.Gates.Measured;
import dev.pawl.gate.Verdict;
import dev.pawl.registry.Commands;
import dev.pawl.workflow.StepLogs;
import dev.pawl.workflow.StepLogs.StepLog;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the command of one step in a thread of its own, with a log, a time limit and a way to stop it. */
@Component
class StepRunner {

  private static final Logger log = LoggerFactory.getLogger(StepRunner.class);

  private final Commands commands;
  private final Gates gates;
  private final Workflows workflows;
  private final Workspaces workspaces;
  private final StepLogs logs;
  private final EngineProperties properties;
  private final Clock clock;

  StepRunner(
      Commands commands,
      Gates gates,
      Workflows workflows,
      Workspaces workspaces,
      StepLogs logs,
      EngineProperties properties,
      Clock clock) {
    this.commands = commands;
    this.gates = gates;
    this.workflows = workflows;
    this.workspaces = workspaces;
    this.logs = logs;
    this.properties = properties;
    this.clock = clock;
  }

  /** What came of the step; empty when it was stopped before it came to an end. */
  Optional<StepResult> run(Held held, RunStep step, String workspace) {
    Instant begun = clock.instant();
    try (StepLog output = logs.open(held.claim().workflow(), step)) {
      Optional<Outcome> outcome = execute(held, step, workspace, output);
      Optional<StepResult> result = outcome.map(done -> settle(held, step, workspace, done));
      List<String> failed = result.map(StepRunner::failedGates).orElse(List.of());
      failed.forEach(verdict -> output.line("Gate: " + verdict));
      boolean success = outcome.isPresent() && outcome.get().failed().isEmpty() && failed.isEmpty();
      String summary = outcome.map(Outcome::summary).orElse("stopped before its end");
      output.end(success, summary, Duration.between(begun, clock.instant()));
      return result;
    }
  }

  private static List<String> failedGates(StepResult result) {
    return result.verdicts().stream()
        .filter(verdict -> !verdict.passed())
        .map(Verdict::text)
        .toList();
  }

  private Optional<Outcome> execute(Held held, RunStep step, String workspace, StepLog output) {
    Command command = commands.executable(step.command(), step.definition());
    var invocation =
        new Invocation(
            workspace, new Arguments(step.arguments()), step.previous(), output::line, held::check);
    var task = new FutureTask<>(() -> command.execute(invocation));
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(held.claim().workflow() + "-" + step.name())
            .unstarted(task);
    held.workedOnBy(thread);
    thread.start();
    try {
      return Optional.of(await(task, step));
    } catch (TimeoutException e) {
      thread.interrupt();
      end(task, step);
      return Optional.of(
          Outcome.failure(
              FailureKind.TIMED_OUT, "timeout: longer than " + allowed(step).toSeconds() + " s"));
    } catch (InterruptedException e) {
      thread.interrupt();
      end(task, step);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (held.stopped() != null) {
        return Optional.empty();
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.warn("Step {} of {} broke", step.name(), held.claim().workflow(), cause);
      return Optional.of(
          Outcome.failure(
              FailureKind.BROKEN, cause.getClass().getSimpleName() + ": " + cause.getMessage()));
    } finally {
      held.workedOnBy(null);
    }
  }

  private Outcome await(FutureTask<Outcome> task, RunStep step)
      throws InterruptedException, ExecutionException, TimeoutException {
    return step.lasting() ? task.get() : task.get(allowed(step).toMillis(), TimeUnit.MILLISECONDS);
  }

  private Duration allowed(RunStep step) {
    Duration left = Duration.between(clock.instant(), step.deadline());
    Duration positive = left.isNegative() ? Duration.ZERO : left;
    return positive.compareTo(step.timeout()) < 0 ? positive : step.timeout();
  }

  /** Gives a stopped command a moment; one that goes on writes only into the folder of a claim that is over. */
  private void end(FutureTask<Outcome> task, RunStep step) {
    try {
      task.get(properties.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.error("Step {} does not end although it was told to", step.name());
    } catch (ExecutionException ended) {
      log.debug("Step {} ended as it was told to", step.name(), ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StepResult settle(Held held, RunStep step, String key, Outcome outcome) {
    Workspace workspace = workspaces.get(key);
    try {
      String tree = step.tree();
      if (outcome.failed().isPresent() && step.modifies() && tree != null) {
        workspace.restore(tree);
      } else if (step.modifies()) {
        tree = workspace.checkpoint();
      } else {
        tree = tree == null ? workspace.snapshotTree().orElse(null) : tree;
      }
      List<Verdict> verdicts =
          outcome.failed().isPresent() ? List.of() : judge(held, step, workspace, outcome);
      // Findings have a table of their own; whoever looks at a workflow does not load thousands of
      // them.
      return new StepResult(
          outcome.withFindings(List.of()),
          outcome.findings(),
          verdicts,
          workspace.snapshotTree().orElse(null),
          tree);
    } catch (IOException e) {
      Outcome broken =
          Outcome.failure(FailureKind.BROKEN, "the workspace cannot be kept: " + e.getMessage());
      return new StepResult(broken, List.of(), List.of(), step.snapshot(), step.tree());
    }
  }

  private List<Verdict> judge(Held held, RunStep step, Workspace workspace, Outcome outcome)
      throws IOException {
    if (step.gates().isEmpty()) {
      return List.of();
    }
    boolean counted =
        step.gates().stream().anyMatch(gate -> gate.metric() == Gate.Metric.FILES_CHANGED);
    int changed = counted ? workspace.differences().size() : 0;
    var known = workflows.knownFindings(held.claim(), step.step());
    return gates.judge(step.gates(), new Measured(outcome.findings(), known, changed));
  }
}
