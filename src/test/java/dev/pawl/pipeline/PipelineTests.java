package dev.pawl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Conditions;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.node.Nodes;
import dev.pawl.recovery.Stage;
import dev.pawl.registry.Commands;
import dev.pawl.registry.CommandsOf;
import dev.pawl.session.Sessions;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.StepLogs;
import dev.pawl.workflow.Work.Beside;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Commands that hang, break, change files, or do not want to stop. */
@PawlTest
class PipelineTests {

  private interface Body {
    Outcome run(Invocation invocation) throws Exception;
  }

  @Autowired Workspaces workspaces;
  @Autowired StepLogs logs;
  @Autowired List<StageCheck> checks;
  @Autowired Nodes nodes;
  @Autowired Sessions sessions;
  @Autowired Clock clock;
  @Autowired Pawl pawl;
  private Path target;
  private String workspace;
  private Claim claim;
  private Held held;

  @BeforeEach
  void openWorkspace() throws IOException {
    target = pawl.newTarget();
    Folders.write(target, "a.txt", "a\n");
    claim = new Claim(UUID.randomUUID(), "quality_test_" + UUID.randomUUID(), "node", 1);
    held = new Held(claim, Duration.ofHours(1));
    workspace =
        workspaces.open(claim.workflow(), 1, Target.directory(target.toString()), null, null);
  }

  private Optional<StepResult> run(
      Duration timeout, Duration wholeTimeout, boolean lasting, Body body) throws IOException {
    Command command =
        new Command() {
          @Override
          public CommandSpec spec() {
            return CommandSpec.modifying("test/it", "Is a test");
          }

          @Override
          public Outcome execute(Invocation invocation) throws Exception {
            return body.run(invocation);
          }
        };
    Commands commands = CommandsOf.commands(command);
    var execution =
        new ExecutionStage(nodes, sessions, new PipelineProperties(Duration.ofMillis(300)), clock);
    var stages = new ArrayList<StageCheck>(checks);
    stages.removeIf(one -> one.stage() == Stage.RESOLUTION || one.stage() == Stage.EXECUTION);
    stages.addAll(List.of(new ResolutionStage(commands, nodes), execution));
    var pipeline = new Pipeline(stages, workspaces, logs, clock);
    String tree = workspaces.get(workspace).checkpoint();
    var step =
        new RunStep(
            UUID.randomUUID(),
            "it",
            command.spec().name(),
            "",
            null,
            1,
            true,
            lasting,
            timeout,
            List.of(),
            Conditions.USUAL,
            Map.of(),
            clock.instant().plus(wholeTimeout),
            Target.directory(target.toString()),
            tree,
            tree,
            new Beside(null, 0, false, 1, List.of(), Map.of()));
    return pipeline.run(held, step, any -> workspace);
  }

  private String log() {
    return Folders.read(logs.file(claim.workflow(), "it", 1).getParent(), "it.1.log");
  }

  private static FailureKind kind(Optional<StepResult> result) {
    return result.flatMap(found -> found.outcome().failed()).map(Failure::kind).orElseThrow();
  }

  @Test
  void keepsTheStateThatASuccessLeaves() throws IOException {
    var result =
        run(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            false,
            invocation -> {
              Folders.write(workspaces.get(workspace).folder(), "a.txt", "b\n");
              invocation.say("changed it");
              return Outcome.success("done").withChanged(List.of("a.txt"));
            });

    assertThat(result)
        .hasValueSatisfying(done -> assertThat(done.tree()).isNotEqualTo(done.snapshot()));
    assertThat(log())
        .contains(
            "Step: it\nFunction: test/it\nArgs: " + target, "---\nchanged it\n", "Status: SUCCESS");
  }

  @Test
  void keepsNothingOfWhatAFailedStepChanged() throws IOException {
    var result =
        run(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            false,
            invocation -> {
              Folders.write(workspaces.get(workspace).folder(), "a.txt", "half done");
              Files.writeString(workspaces.get(workspace).folder().resolve("dropping"), "x");
              throw new IllegalStateException("out of ideas");
            });

    assertThat(kind(result)).isEqualTo(FailureKind.BROKEN);
    assertThat(result.orElseThrow())
        .satisfies(failed -> assertThat(failed.tree()).isEqualTo(failed.snapshot()));
    assertThat(log()).contains("Error: IllegalStateException: out of ideas", "Status: FAILED");
  }

  @Test
  void survivesACommandThatRunsOutOfMemoryOrStack() throws IOException {
    assertThat(
            kind(run(Duration.ofMinutes(1), Duration.ofHours(1), false, invocation -> deeper(0))))
        .isEqualTo(FailureKind.BROKEN);
  }

  private static Outcome deeper(int depth) {
    return depth < 0 ? Outcome.success("never") : deeper(depth + 1);
  }

  @Test
  void endsACommandThatTakesTooLong() throws IOException {
    var result =
        run(
            Duration.ofMillis(50),
            Duration.ofHours(1),
            false,
            invocation -> {
              new CountDownLatch(1).await();
              return Outcome.success("never");
            });

    assertThat(kind(result)).isEqualTo(FailureKind.TIMED_OUT);
  }

  @Test
  void endsACommandWhenTheWholeWorkflowTakesTooLong() throws IOException {
    var result =
        run(
            Duration.ofHours(1),
            Duration.ofMillis(50),
            false,
            invocation -> {
              new CountDownLatch(1).await();
              return Outcome.success("never");
            });

    assertThat(kind(result)).isEqualTo(FailureKind.TIMED_OUT);
  }

  @Test
  void leavesACommandBehindThatDoesNotStop() throws IOException {
    var release = new CountDownLatch(1);
    try {
      var result =
          run(
              Duration.ofMillis(50),
              Duration.ofHours(1),
              false,
              invocation -> {
                while (release.getCount() > 0) {
                  Thread.onSpinWait();
                }
                return Outcome.success("never");
              });
      assertThat(kind(result)).isEqualTo(FailureKind.TIMED_OUT);
    } finally {
      release.countDown();
    }
  }

  @Test
  void lastingWorkIsNotCutOffByTime() throws IOException {
    var result =
        run(
            Duration.ZERO,
            Duration.ZERO,
            true,
            invocation -> {
              assertThat(new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS)).isFalse();
              return Outcome.success("done");
            });

    assertThat(result.orElseThrow().outcome().failed()).isEmpty();
  }

  @Test
  void recordsNothingOfACancelledStep() throws IOException {
    var result =
        run(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            false,
            invocation -> {
              held.stop(Held.Stop.CANCELLED);
              invocation.ensureActive();
              return Outcome.success("never");
            });

    assertThat(result).isEmpty();
    assertThat(log()).contains("stopped before its end");
  }

  @Test
  void recordsNothingOnceTheLeaseIsLost() throws IOException {
    var result =
        run(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            false,
            invocation -> {
              held.stop(Held.Stop.LOST);
              new CountDownLatch(1).await();
              return Outcome.success("never");
            });

    assertThat(result).isEmpty();
  }
}
