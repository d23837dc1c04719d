package dev.pawl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.command.BrokenTool;
import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Conditions;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.Severity;
import dev.pawl.node.Nodes;
import dev.pawl.node.NodesOf;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.Stage;
import dev.pawl.registry.Commands;
import dev.pawl.registry.CommandsOf;
import dev.pawl.session.Sessions;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.StepLogs;
import dev.pawl.workflow.Work.Beside;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.Workspaces;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs commands that hang, crash, change files or ignore the interrupt. */
@PawlTest
class PipelineTests {

  private static final Set<Stage> OWN =
      EnumSet.of(Stage.RESOLUTION, Stage.PRE_GATES, Stage.EXECUTION);

  private interface Body {
    Outcome run(Invocation invocation) throws Exception;
  }

  @Autowired Workspaces workspaces;
  @Autowired StepLogs logs;
  @Autowired List<StageCheck> checks;
  @Autowired Nodes nodes;
  @Autowired Sessions sessions;
  @Autowired WorkQueue queue;
  @Autowired JdbcClient jdbc;
  @Autowired Clock clock;
  @Autowired Pawl pawl;
  private final List<StageCheck> others = new ArrayList<>();
  private Path target;
  private String workspace;
  private Claim claim;
  private Held held;

  @BeforeEach
  void openWorkspace() throws IOException {
    target = pawl.newTarget();
    Folders.write(target, "a.txt", "a\n");
    claim = new Claim(UUID.randomUUID(), "quality_test_" + UUID.randomUUID(), "node", 1, null);
    held = new Held(claim, Duration.ofHours(1));
    workspace =
        workspaces.open(claim.workflow(), 1, Target.directory(target.toString()), null, null);
  }

  private Optional<StepResult> run(Body body) throws IOException {
    return run(Duration.ofMinutes(1), Duration.ofHours(1), false, body);
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
    var spans = new StepSpans(ObservationRegistry.NOOP);
    var execution =
        new ExecutionStage(
            nodes, sessions, spans, new PipelineProperties(Duration.ofMillis(300)), clock);
    var stages = new ArrayList<StageCheck>(checks);
    stages.removeIf(one -> OWN.contains(one.stage()));
    stages.addAll(
        List.of(new ResolutionStage(commands, nodes), new PreGatesStage(nodes, queue), execution));
    for (StageCheck other : others) {
      stages.replaceAll(one -> one.stage() == other.stage() ? other : one);
    }
    var pipeline = new Pipeline(stages, workspaces, logs, spans, clock);
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
            new Beside(null, 0, false, null, 1, List.of(), Map.of(), List.of()));
    return pipeline.run(held, step, any -> workspace);
  }

  private String log() {
    return Folders.read(logs.file(claim.workflow(), "it", 1).getParent(), "it.1.log");
  }

  private static FailureKind kind(Optional<StepResult> result) {
    return result.flatMap(found -> found.outcome().failed()).map(Failure::kind).orElseThrow();
  }

  /** The exceptions of file and database access after an interrupt of the thread. */
  static List<Exception> doesNotFailWhenItIsStoppedWhileSomethingIsOpen() {
    return List.of(
        new ClosedByInterruptException(), new DataAccessResourceFailureException("by interrupt"));
  }

  @ParameterizedTest
  @MethodSource
  void doesNotFailWhenItIsStoppedWhileSomethingIsOpen(Exception broken) throws IOException {
    others.add(
        new StageCheck() {
          @Override
          public Stage stage() {
            return Stage.RESOLUTION;
          }

          @Override
          public Checked check(Passage attempt) throws IOException {
            Thread.currentThread().interrupt();
            if (broken instanceof IOException file) {
              throw file;
            }
            throw (RuntimeException) broken;
          }
        });

    assertThat(run(_ -> Outcome.success("done"))).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void keepsTheStateThatASuccessLeaves() throws IOException {
    var result =
        run(invocation -> {
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
        run(invocation -> {
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
    assertThat(kind(run(invocation -> deeper(0)))).isEqualTo(FailureKind.BROKEN);
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
        run(invocation -> {
          held.stop(Held.Stop.CANCELLED);
          invocation.ensureActive();
          return Outcome.success("never");
        });

    assertThat(result).isEmpty();
    assertThat(log()).contains("stopped before it ended");
  }

  @Test
  void recordsNothingOnceTheLeaseIsLost() throws IOException {
    var result =
        run(invocation -> {
          held.stop(Held.Stop.LOST);
          new CountDownLatch(1).await();
          return Outcome.success("never");
        });

    assertThat(result).isEmpty();
  }

  private static List<String> failedStages(StepResult result) {
    return result.stages().stream()
        .filter(stage -> !stage.passed())
        .map(stage -> stage.stage().word())
        .toList();
  }

  @Test
  void doesNotBeginWhileTheNodeIsFull() throws IOException {
    nodes = NodesOf.with(jdbc, "full", 0);

    StepResult result =
        run(
                invocation -> {
                  throw new AssertionError("it ran");
                })
            .orElseThrow();

    assertThat(failedStages(result)).containsExactly("pre_gates");
    assertThat(result.fault().orElseThrow().message())
        .startsWith("pre gates 4 of 5: resources: ")
        .contains("of disk in use, the limit is 0 %");
  }

  @Test
  void findsWhatAStepDidAndDidNotSay() throws IOException {
    StepResult result =
        run(
                invocation -> {
                  Folders.write(workspaces.get(workspace).folder(), "a.txt", "secretly");
                  return Outcome.success("nothing to see here");
                })
            .orElseThrow();

    assertThat(failedStages(result)).containsExactly("validation");
    assertThat(result.fault().orElseThrow().message())
        .contains("it changed files that it did not report: a.txt");
    assertThat(result.fault().orElseThrow().files()).containsExactly("a.txt");
    assertThat(result.tree()).isEqualTo(result.snapshot());
  }

  @Test
  void findsACriticalFileThatWasChanged() throws IOException {
    StepResult result =
        run(
                invocation -> {
                  Folders.write(workspaces.get(workspace).folder(), "LICENSE", "mine now");
                  return Outcome.success("done").withChanged(List.of("LICENSE"));
                })
            .orElseThrow();

    assertThat(result.fault().orElseThrow().message()).contains("the critical file LICENSE");
  }

  @Test
  void findsErrorsThatAStepHasMade() throws IOException {
    var error =
        new Finding(
            "a.txt", 1, 1, 1, 1, 1, Severity.ERROR, "tool", "rule", "broken", "fingerprint");

    StepResult result =
        run(invocation -> Outcome.success("done").withFindings(List.of(error))).orElseThrow();

    assertThat(result.fault().orElseThrow().message()).contains("it reports 1 new errors");
  }

  @Test
  void removesWhatAToolLeavesBehind() throws IOException {
    StepResult result =
        run(
                invocation -> {
                  Folders.write(workspaces.get(workspace).folder(), "a.txt.orig", "left behind");
                  return Outcome.success("done");
                })
            .orElseThrow();

    assertThat(result.fault()).isEmpty();
    assertThat(result.tree()).isEqualTo(result.snapshot());
    assertThat(log()).contains("Warning: removed file that was left behind: a.txt.orig");
  }

  @Test
  void saysWhereFindingsWereInTheFilesAsTheyWereSubmitted() throws IOException {
    var result =
        run(invocation -> {
          Folders.write(workspaces.get(workspace).folder(), "a.txt", "new\nnew\n  a\n");
          return Outcome.success("done")
              .withChanged(List.of("a.txt"))
              .withFindings(List.of(finding(1), finding(3)));
        });

    assertThat(result.orElseThrow().findings())
        .extracting(Finding::line, Finding::submittedLine)
        .containsExactly(tuple(1, 0), tuple(3, 1));
  }

  private static Finding finding(int line) {
    return Finding.at("a.txt", line, 1, Severity.WARNING, "tool", "rule", "message");
  }

  @Test
  void leavesAToolAloneThatBreaksAgainAndAgainInACommandThatDoesNot() throws IOException {
    String tool = "tool-" + UUID.randomUUID();
    for (int crash = 0; crash < 5; crash++) {
      assertThat(nodes.leftAlone()).doesNotContain(tool);
      run(invocation -> Outcome.success("went on").with(Outcome.TOOLS_BROKEN, tool));
    }
    var avoided = new TreeSet<String>();

    run(invocation -> {
      avoided.addAll(invocation.conditions().avoided());
      return Outcome.success("done").with(Outcome.TOOLS_WORKED, tool);
    });

    assertThat(avoided).contains(tool);
    assertThat(nodes.leftAlone()).as("after it has worked").doesNotContain(tool);
  }

  @Test
  void blamesTheToolThatBrokeAndNotTheCommand() throws IOException {
    String tool = "tool-" + UUID.randomUUID();

    var result =
        run(invocation -> {
          throw new BrokenTool(tool, "failed with exit 139: Segmentation fault");
        });

    assertThat(result.orElseThrow().failure()).returns(tool, FailureReport::tool);
    assertThat(breakers()).contains(tool).doesNotContain("test/it");
  }

  private List<String> breakers() {
    return jdbc.sql("select tool from breaker").query(String.class).list();
  }
}
