package dev.pawl.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Finding;
import dev.pawl.command.PublicationOptions;
import dev.pawl.command.RetrySettings;
import dev.pawl.command.Severity;
import dev.pawl.command.ToolCrashedException;
import dev.pawl.finding.ExaminationService;
import dev.pawl.finding.FindingService;
import dev.pawl.lock.Claim;
import dev.pawl.node.NodeService;
import dev.pawl.node.TestNodes;
import dev.pawl.project.TestProjects;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.StepStage;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.registry.TestCommandRegistries;
import dev.pawl.rule.RuleSettings;
import dev.pawl.session.SessionService;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.target.Target;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepContext;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workspace.StepLogStorage;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.WorkspaceService;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs commands that hang, crash, change files or ignore the interrupt. */
@PawlTest
class StepExecutorTests {

  private static final Set<StepStage> REPLACED_STAGES =
      EnumSet.of(StepStage.RESOLUTION, StepStage.PRE_GATES, StepStage.EXECUTION);

  private interface CommandBody {
    CommandResult run(CommandContext invocation) throws Exception;
  }

  @Autowired WorkspaceService workspaces;
  @Autowired StepLogStorage logs;
  @Autowired List<PipelineStage> stages;
  @Autowired NodeService nodes;
  @Autowired SessionService sessions;
  @Autowired WorkflowExecutionService executionService;
  @Autowired JdbcClient jdbc;
  @Autowired FindingService findings;
  @Autowired ExaminationService examinations;
  @Autowired Clock clock;
  @Autowired PawlClient pawl;
  private final List<PipelineStage> replacements = new ArrayList<>();
  private @Nullable String project;
  private @Nullable CommandFile definition;
  private boolean modifies = true;
  private Path target;
  private String workspaceKey;
  private Claim claim;
  private ActiveClaim activeClaim;
  private Optional<StepResult> lastResult = Optional.empty();

  @BeforeEach
  void openWorkspace() throws IOException {
    target = pawl.newTarget();
    TestFiles.write(target, "a.txt", "a\n");
    claim = new Claim(UUID.randomUUID(), "quality_test_" + UUID.randomUUID(), "node", 1, null);
    activeClaim = new ActiveClaim(claim, Duration.ofHours(1));
    workspaceKey =
        workspaces.open(claim.workflow(), 1, Target.directory(target.toString()), null, null);
  }

  private Optional<StepResult> run(CommandBody body) throws IOException {
    return run(Duration.ofMinutes(1), Duration.ofHours(1), false, body);
  }

  private Optional<StepResult> run(
      Duration timeout, Duration workflowTimeout, boolean publishes, CommandBody body)
      throws IOException {
    Command command =
        new Command() {
          @Override
          public CommandSpec spec() {
            return CommandSpec.modifying("test/it", "Is a test");
          }

          @Override
          public CommandResult execute(CommandContext invocation) throws Exception {
            return body.run(invocation);
          }
        };
    CommandRegistry commands =
        definition == null
            ? TestCommandRegistries.ofCommands(command)
            : TestCommandRegistries.ofFolderWithRunner(
                (file, programs, invocation) -> body.run(invocation),
                Path.of("/nowhere"),
                Map.of("worker", List.of("some-agent")));
    var observations = new StepObservations(ObservationRegistry.NOOP);
    var execution =
        new ExecutionStage(
            nodes,
            sessions,
            TestProjects.none(),
            new OriginalFindings(workspaces),
            findings,
            examinations,
            ToolBeans.get(SuppressionService.class),
            observations,
            new PipelineProperties(Duration.ofMillis(300)),
            clock);
    var pipelineStages = new ArrayList<PipelineStage>(stages);
    pipelineStages.removeIf(stage -> REPLACED_STAGES.contains(stage.stage()));
    pipelineStages.addAll(
        List.of(
            new ResolutionStage(commands, nodes),
            new PreGatesStage(nodes, executionService, clock),
            execution));
    for (PipelineStage replacement : replacements) {
      pipelineStages.replaceAll(
          stage -> stage.stage() == replacement.stage() ? replacement : stage);
    }
    var pipeline = new StepExecutor(pipelineStages, workspaces, logs, observations, clock);
    String tree = workspaces.get(workspaceKey).checkpoint();
    Instant deadline = clock.instant().plus(workflowTimeout);
    var step =
        new RunStep(
            UUID.randomUUID(),
            "it",
            command.spec().name(),
            "",
            definition,
            1,
            modifies,
            publishes,
            timeout,
            List.of(),
            RetrySettings.DEFAULT,
            Map.of(),
            deadline,
            Target.directory(target.toString()),
            tree,
            tree,
            new StepContext(
                project,
                null,
                0,
                false,
                null,
                1,
                List.of(),
                Map.of(),
                List.of(),
                deadline,
                null,
                RuleSettings.DEFAULT,
                Map.of(),
                PublicationOptions.DEFAULT,
                false,
                true,
                true));
    lastResult = pipeline.run(activeClaim, step, ignored -> workspaceKey);
    return lastResult;
  }

  private String log() {
    return lastResult
        .map(StepResult::log)
        .orElseGet(
            () -> TestFiles.read(logs.file(claim.workflow(), "it", 1).getParent(), "it.1.log"));
  }

  private static FailureKind failureKind(Optional<StepResult> result) {
    return result
        .flatMap(stepResult -> stepResult.outcome().findFailure())
        .map(Failure::kind)
        .orElseThrow();
  }

  /** The exceptions of file and database access after an interrupt of the thread. */
  static List<Exception> doesNotFailOnInterruptDuringInputOrOutput() {
    return List.of(
        new ClosedByInterruptException(), new DataAccessResourceFailureException("by interrupt"));
  }

  @ParameterizedTest
  @MethodSource
  void doesNotFailOnInterruptDuringInputOrOutput(Exception exception) throws IOException {
    replacements.add(
        new PipelineStage() {
          @Override
          public StepStage stage() {
            return StepStage.RESOLUTION;
          }

          @Override
          public StageResult execute(AttemptContext attempt) throws IOException {
            Thread.currentThread().interrupt();
            if (exception instanceof IOException ioException) {
              throw ioException;
            }
            throw (RuntimeException) exception;
          }
        });

    assertThat(run(_ -> CommandResult.success("done"))).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  private static PipelineStage failingStage(RuntimeException exception) {
    return new PipelineStage() {
      @Override
      public StepStage stage() {
        return StepStage.RESOLUTION;
      }

      @Override
      public StageResult execute(AttemptContext attempt) {
        throw exception;
      }
    };
  }

  @Test
  void reportsInternalErrors() throws IOException {
    replacements.add(failingStage(new IllegalStateException("a defect")));

    var result = run(_ -> CommandResult.success("done"));

    assertThat(failureKind(result)).isEqualTo(FailureKind.INTERNAL);
    assertThat(result.orElseThrow().failure().orElseThrow().message())
        .isEqualTo("internal error of Pawl: java.lang.IllegalStateException: a defect");
  }

  @Test
  void leavesFailuresOfTheDatabaseToTheEngine() {
    replacements.add(failingStage(new DataAccessResourceFailureException("no connection")));

    assertThatExceptionOfType(DataAccessResourceFailureException.class)
        .isThrownBy(() -> run(_ -> CommandResult.success("done")));
  }

  @Test
  void failsAStepWhoseTurnDoesNotComeBeforeTheTimeoutOfItsWorkflow() throws IOException {
    activeClaim =
        new ActiveClaim(
            claim,
            Duration.ofHours(1),
            new ExecutionSlot() {
              @Override
              public void release() {}

              @Override
              public void acquire() {}

              @Override
              public boolean yield(Duration timeout) {
                return false;
              }
            });

    var result =
        run(
            Duration.ofMinutes(1),
            Duration.ZERO,
            false,
            invocation -> CommandResult.success("done"));

    assertThat(result.orElseThrow().failure().orElseThrow().message())
        .contains("the workflow timed out while the step waited for its turn");
  }

  @Test
  void storesTreeOfSuccessfulStep() throws IOException {
    var result =
        run(invocation -> {
          TestFiles.write(workspaces.get(workspaceKey).folder(), "a.txt", "b\n");
          invocation.logLine("changed it");
          return CommandResult.success("done").withChangedFiles(List.of("a.txt"));
        });

    assertThat(result)
        .hasValueSatisfying(done -> assertThat(done.tree()).isNotEqualTo(done.snapshot()));
    assertThat(log())
        .contains(
            "Step: it\nFunction: test/it\nArgs: " + target, "---\nchanged it\n", "Status: SUCCESS");
  }

  @Test
  void discardsChangesOfFailedStep() throws IOException {
    var result =
        run(invocation -> {
          TestFiles.write(workspaces.get(workspaceKey).folder(), "a.txt", "half done");
          Files.writeString(workspaces.get(workspaceKey).folder().resolve("dropping"), "x");
          throw new IllegalStateException("out of ideas");
        });

    assertThat(failureKind(result)).isEqualTo(FailureKind.BROKEN);
    assertThat(result.orElseThrow())
        .satisfies(failed -> assertThat(failed.tree()).isEqualTo(failed.snapshot()));
    assertThat(log()).contains("Error: IllegalStateException: out of ideas", "Status: FAILED");
  }

  @Test
  void survivesStackOverflowOfCommand() throws IOException {
    assertThat(failureKind(run(invocation -> recurse(0)))).isEqualTo(FailureKind.BROKEN);
  }

  private static CommandResult recurse(int depth) {
    return depth < 0 ? CommandResult.success("never") : recurse(depth + 1);
  }

  @Test
  void stopsCommandAfterStepTimeout() throws IOException {
    var result =
        run(
            Duration.ofMillis(50),
            Duration.ofHours(1),
            false,
            invocation -> {
              new CountDownLatch(1).await();
              return CommandResult.success("never");
            });

    assertThat(failureKind(result)).isEqualTo(FailureKind.TIMED_OUT);
  }

  @Test
  void stopsCommandAfterWorkflowTimeout() throws IOException {
    var result =
        run(
            Duration.ofHours(1),
            Duration.ofMillis(50),
            false,
            invocation -> {
              new CountDownLatch(1).await();
              return CommandResult.success("never");
            });

    assertThat(failureKind(result)).isEqualTo(FailureKind.TIMED_OUT);
  }

  @Test
  void abandonsCommandThatIgnoresInterrupt() throws IOException {
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
                return CommandResult.success("never");
              });
      assertThat(failureKind(result)).isEqualTo(FailureKind.TIMED_OUT);
    } finally {
      release.countDown();
    }
  }

  @Test
  void publishingHasNoTimeout() throws IOException {
    var result =
        run(
            Duration.ZERO,
            Duration.ZERO,
            true,
            invocation -> {
              assertThat(new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS)).isFalse();
              return CommandResult.success("done");
            });

    assertThat(result.orElseThrow().outcome().findFailure()).isEmpty();
  }

  @Test
  void cancelledStepHasNoResult() throws IOException {
    var result =
        run(invocation -> {
          activeClaim.stop(ActiveClaim.StopReason.CANCELLED);
          invocation.ensureActive();
          return CommandResult.success("never");
        });

    assertThat(result).isEmpty();
    assertThat(log()).contains("stopped before it completed");
  }

  @Test
  void stepWithLostLeaseHasNoResult() throws IOException {
    var result =
        run(invocation -> {
          activeClaim.stop(ActiveClaim.StopReason.LOST);
          new CountDownLatch(1).await();
          return CommandResult.success("never");
        });

    assertThat(result).isEmpty();
  }

  private static List<String> failedStages(StepResult result) {
    return result.stages().stream()
        .filter(stage -> !stage.passed())
        .map(stage -> stage.stage().value())
        .toList();
  }

  @Test
  void doesNotStartWithoutFreeResources() throws IOException {
    nodes = TestNodes.create(jdbc, "full", 0);

    StepResult result =
        run(
                invocation -> {
                  throw new AssertionError("it ran");
                })
            .orElseThrow();

    assertThat(failedStages(result)).containsExactly("pre_gates");
    assertThat(result.failure().orElseThrow().message())
        .startsWith("pre gates 4 of 5: resources: ")
        .contains("of disk is in use, but the limit is 0%");
  }

  private CommandResult changeFile() throws IOException {
    TestFiles.write(workspaces.get(workspaceKey).folder(), "a.txt", "secretly");
    return CommandResult.success("nothing to see here");
  }

  @Test
  void readsTheWorkspaceOnlyIfTheCommandCanHaveChangedIt() throws IOException {
    modifies = false;

    StepResult result = run(_ -> changeFile()).orElseThrow();

    assertThat(result.failure()).isEmpty();
    assertThat(result.tree()).isEqualTo(result.snapshot());
    assertThat(workspaces.get(workspaceKey).checkpoint())
        .as("the next checkpoint")
        .isNotEqualTo(result.tree());
  }

  @Test
  void rejectsChangesOfProgramsThatShouldOnlyRead() throws IOException {
    modifies = false;

    StepResult result =
        run(
                _ -> {
                  workspaces.get(workspaceKey).createScratchFolder("tools");
                  return changeFile();
                })
            .orElseThrow();

    assertThat(failedStages(result)).containsExactly("validation");
  }

  @Test
  void rejectsUnreportedChange() throws IOException {
    StepResult result = run(_ -> changeFile()).orElseThrow();

    assertThat(failedStages(result)).containsExactly("validation");
    assertThat(result.failure().orElseThrow().message())
        .contains("it changed files that it did not report: a.txt");
    assertThat(result.failure().orElseThrow().files()).containsExactly("a.txt");
    assertThat(result.tree()).isEqualTo(result.snapshot());
  }

  @Test
  void rejectsChangeOfCriticalFile() throws IOException {
    StepResult result =
        run(
                invocation -> {
                  TestFiles.write(workspaces.get(workspaceKey).folder(), "LICENSE", "mine now");
                  return CommandResult.success("done").withChangedFiles(List.of("LICENSE"));
                })
            .orElseThrow();

    assertThat(result.failure().orElseThrow().message()).contains("the critical file LICENSE");
  }

  @Test
  void rejectsNewErrors() throws IOException {
    var error =
        new Finding(
            "a.txt", 1, 1, 1, 1, 1, Severity.ERROR, "tool", "rule", "broken", "fingerprint");

    StepResult result =
        run(invocation -> CommandResult.success("done").withFindings(List.of(error))).orElseThrow();

    assertThat(result.failure().orElseThrow().message()).contains("it reports 1 new error");
  }

  @Test
  void removesUnreportedNewFile() throws IOException {
    StepResult result =
        run(
                invocation -> {
                  TestFiles.write(
                      workspaces.get(workspaceKey).folder(), "a.txt.orig", "left behind");
                  return CommandResult.success("done");
                })
            .orElseThrow();

    assertThat(result.failure()).isEmpty();
    assertThat(result.tree()).isEqualTo(result.snapshot());
    assertThat(log()).contains("Warning: removed file that was left behind: a.txt.orig");
  }

  @Test
  void mapsFindingsToSubmittedLines() throws IOException {
    var result =
        run(invocation -> {
          TestFiles.write(workspaces.get(workspaceKey).folder(), "a.txt", "new\nnew\n  a\n");
          return CommandResult.success("done")
              .withChangedFiles(List.of("a.txt"))
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
  void opensBreakerOfToolThatCrashesInSuccessfulCommand() throws IOException {
    String tool = "tool-" + UUID.randomUUID();
    for (int crash = 0; crash < 5; crash++) {
      assertThat(nodes.openBreakers(null)).doesNotContain(tool);
      if (crash < 3) {
        openWorkspace();
      }
      run(invocation ->
          CommandResult.success("went on").withFact(CommandResult.CRASHED_TOOLS, tool));
    }
    var avoided = new TreeSet<String>();

    run(invocation -> {
      avoided.addAll(invocation.settings().avoided());
      return CommandResult.success("done").withFact(CommandResult.SUCCEEDED_TOOLS, tool);
    });

    assertThat(avoided).contains(tool);
    assertThat(nodes.openBreakers(null)).as("after it has worked").doesNotContain(tool);
  }

  @Test
  void attributesCrashToToolNotCommand() throws IOException {
    String tool = "tool-" + UUID.randomUUID();
    jdbc.sql("delete from circuit_breaker where tool = 'test/it'").update();

    var result =
        run(invocation -> {
          throw new ToolCrashedException(tool, "failed with exit 139: Segmentation fault");
        });

    assertThat(result.orElseThrow().failureReport()).returns(tool, FailureReport::tool);
    assertThat(breakers()).contains(tool).doesNotContain("test/it");
  }

  @Test
  void hasNoBreakerForBuiltInCommand() throws IOException {
    for (int crash = 0; crash < 6; crash++) {
      openWorkspace();
      var result =
          run(invocation -> {
            throw new IllegalStateException("a bug");
          });
      assertThat(failureKind(result)).isEqualTo(FailureKind.BROKEN);
      assertThat(result.orElseThrow().failureReport().stage()).isEqualTo(StepStage.EXECUTION);
    }
    assertThat(breakers()).doesNotContain("test/it");
  }

  static Stream<Arguments> failuresOfCommandFiles() {
    var segmentationFault = failure(139, "prog-a");
    var one = CommandFileExecution.programs(List.of(List.of("prog-a", "x")));
    var two = CommandFileExecution.programs(List.of(List.of("prog-a"), List.of("prog-b")));
    var agent = CommandFileExecution.of(Kind.AGENT);
    return Stream.of(
        Arguments.of("signal", one, segmentationFault, List.of("prog-a")),
        Arguments.of(
            "signal of the second program", two, failure(137, "prog-b"), List.of("prog-b")),
        Arguments.of("exit code", one, failure(1, "prog-a"), List.of()),
        Arguments.of("disk full", one, failure(137, "prog-a", "No space left"), List.of()),
        Arguments.of(
            "breach of writes",
            one,
            CommandResult.failure(FailureKind.BROKEN, "changed b.txt, outside of its writes")
                .withFact(CommandResult.EXIT_CODE, "0"),
            List.of()),
        Arguments.of(
            "refusal", one, CommandResult.failure(FailureKind.REFUSED, "no file"), List.of()),
        Arguments.of(
            "hang", one, CommandResult.failure(FailureKind.TIMED_OUT, "hung"), List.of("prog-a")),
        Arguments.of("agent", agent, failure(139, "some-agent"), List.of("agent:worker")),
        Arguments.of(
            "program of the target",
            CommandFileExecution.programs(List.of(List.of("./gradlew"))),
            failure(139, "./gradlew"),
            List.of()),
        Arguments.of(
            "script", CommandFileExecution.of(Kind.SCRIPT), failure(139, "bash"), List.of()));
  }

  private static CommandResult failure(int exitCode, String program) {
    return failure(exitCode, program, "it failed");
  }

  private static CommandResult failure(int exitCode, String program, String message) {
    return CommandResult.failure(FailureKind.BROKEN, message)
        .withFact(CommandResult.EXIT_CODE, Integer.toString(exitCode))
        .withFact(CommandResult.PROGRAM, program);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failuresOfCommandFiles")
  void countsFailuresOfMachineProgramsOnly(
      String name, CommandFileExecution execution, CommandResult outcome, List<String> counted)
      throws IOException {
    jdbc.sql("delete from circuit_breaker").update();
    project = "some-project";
    definition = commandFile(execution);

    run(invocation -> outcome);

    assertThat(breakers()).isEqualTo(counted);
    assertThat(nodes.findBreakers()).allMatch(view -> "some-project".equals(view.project()));
  }

  @Test
  void countsNoFailureWhileTheNodeWasStopped() throws IOException {
    jdbc.sql("delete from circuit_breaker").update();
    definition = commandFile(CommandFileExecution.programs(List.of(List.of("prog-a", "x"))));

    var result =
        run(invocation -> {
          activeClaim.recordRenewal(System.nanoTime() - Duration.ofHours(2).toNanos());
          return CommandResult.failure(FailureKind.TIMED_OUT, "hung");
        });

    assertThat(result).isEmpty();
    assertThat(breakers()).isEmpty();
  }

  @Test
  void failsWhileBreakerOfAnyProgramIsOpenForItsProject() throws IOException {
    jdbc.sql("delete from circuit_breaker").update();
    for (int i = 0; i < 5; i++) {
      nodes.recordFailure("prog-b", "red", "target-" + i, "it crashed");
    }
    definition =
        commandFile(CommandFileExecution.programs(List.of(List.of("prog-a"), List.of("prog-b"))));

    project = "red";
    assertThat(run(invocation -> CommandResult.success("done")).orElseThrow().failureReport())
        .returns(StepStage.RESOLUTION, FailureReport::stage);
    project = "blue";
    assertThat(run(invocation -> CommandResult.success("done")).orElseThrow().failureReport())
        .isNull();
  }

  private static CommandFile commandFile(CommandFileExecution execution) {
    return new CommandFile(
        "test/it",
        Source.SERVER,
        "Is a test",
        execution,
        true,
        List.of("**"),
        List.of(),
        new TreeMap<>(),
        List.of("all"),
        Complexity.SIMPLE,
        List.of("worker"),
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        new TreeMap<>(),
        "Body.",
        List.of());
  }

  private List<String> breakers() {
    return jdbc.sql("select tool from circuit_breaker").query(String.class).list();
  }
}
