package dev.pawl.pipeline;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.StageVerdict;
import dev.pawl.workflow.StepLogs;
import dev.pawl.workflow.StepLogs.StepLog;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workspace.Workspaces;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Runs one attempt of a step through all stages in order; the first stage that fails ends the attempt. */
@Service
@EnableConfigurationProperties(PipelineProperties.class)
public class Pipeline {

  private final List<StageCheck> stages;
  private final Workspaces workspaces;
  private final StepLogs logs;
  private final StepSpans spans;
  private final Clock clock;

  Pipeline(
      List<StageCheck> stages, Workspaces workspaces, StepLogs logs, StepSpans spans, Clock clock) {
    this.stages = stages.stream().sorted(Comparator.comparing(StageCheck::stage)).toList();
    if (!this.stages.stream().map(StageCheck::stage).toList().equals(List.of(Stage.values()))) {
      throw new IllegalStateException("Exactly one bean per stage is required: " + this.stages);
    }
    this.workspaces = workspaces;
    this.logs = logs;
    this.spans = spans;
    this.clock = clock;
  }

  /** Provides the workspace for the attempts of a claim. */
  @FunctionalInterface
  public interface Place {

    /** Returns the key of the workspace, which holds the state of the last checkpoint. */
    String forStep(RunStep step) throws IOException;
  }

  /**
   * Runs one attempt.
   *
   * @return the result; empty if the attempt was stopped before it ended
   */
  public Optional<StepResult> run(Held held, RunStep step, Place place) {
    Observation span = spans.step(step);
    try (var _ = span.openScope()) {
      Optional<StepResult> result = attempt(held, step, place);
      span.lowCardinalityKeyValue("outcome", outcome(result));
      return result;
    } finally {
      span.stop();
    }
  }

  private static String outcome(Optional<StepResult> result) {
    return result.map(one -> one.fault().isEmpty() ? "completed" : "failed").orElse("stopped");
  }

  private Optional<StepResult> attempt(Held held, RunStep step, Place place) {
    Instant begun = clock.instant();
    try (StepLog log = logs.open(held.claim().workflow(), step);
        var attempt = open(held, step, place, log)) {
      Optional<FailureReport> failure = unlessStopped(attempt, begun);
      if (failure == null) {
        return Optional.empty();
      }
      String summary =
          failure.map(FailureReport::message).orElseGet(() -> attempt.outcome().summary());
      log.end(failure.isEmpty(), summary, Duration.between(begun, clock.instant()));
      return Optional.of(result(attempt, failure.orElse(null)));
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(nowhere(held, step, String.valueOf(e.getMessage())));
    }
  }

  private Passage open(Held held, RunStep step, Place place, StepLog log) throws IOException {
    String key = place.forStep(step);
    return new Passage(held, step, key, workspaces.get(key), log);
  }

  /** Returns the result of an attempt whose workspace or log could not be opened. */
  private StepResult nowhere(Held held, RunStep step, String why) {
    String message = "failed to open the workspace or the log: " + why;
    FailureReport report =
        FailureReports.nowhere(
            held.claim().node(), logs.folder(held.claim().workflow()), message, clock.instant());
    Outcome outcome = Outcome.failure(FailureKind.BROKEN, message);
    return new StepResult(
        outcome, List.of(), List.of(), step.snapshot(), step.tree(), List.of(), report);
  }

  /** Returns the failure, if there is one; null if the attempt was stopped. */
  private @Nullable Optional<FailureReport> unlessStopped(Passage attempt, Instant begun) {
    try (var _ = attempt.held().workedOnBy(Thread.currentThread())) {
      return pass(attempt);
    } catch (InterruptedException stopped) {
      attempt.log().end(false, "stopped before it ended", Duration.between(begun, clock.instant()));
      return null;
    } finally {
      // The reason to stop is recorded elsewhere; the interrupt must not disturb what follows.
      Thread.interrupted();
    }
  }

  private Optional<FailureReport> pass(Passage attempt) throws InterruptedException {
    for (StageCheck stage : stages) {
      attempt.held().check();
      Instant begun = clock.instant();
      Checked checked = check(stage, attempt);
      long took = Duration.between(begun, clock.instant()).toMillis();
      attempt.passed(
          new StageVerdict(stage.stage(), checked.passed(), checked.detail(), begun, took));
      if (!checked.passed()) {
        return Optional.of(report(attempt, stage.stage(), checked));
      }
    }
    return Optional.empty();
  }

  private static Checked check(StageCheck stage, Passage attempt) throws InterruptedException {
    try {
      return stage.check(attempt);
    } catch (IOException | UncheckedIOException e) {
      orStopped();
      return Checked.failed("failed to read or write the workspace: " + e.getMessage());
    } catch (RuntimeException e) {
      orStopped();
      throw e;
    }
  }

  /** An interrupt during file or database access surfaces as an exception of that access, and is not a failure. */
  private static void orStopped() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private FailureReport report(Passage attempt, Stage stage, Checked checked) {
    return FailureReports.of(attempt, stage, checked, clock.instant());
  }

  /** Creates the result of the attempt to record. */
  private static StepResult result(Passage attempt, @Nullable FailureReport failure) {
    Outcome known = attempt.outcomeOrNull();
    Outcome outcome =
        known == null || failure != null && failure.stage() != Stage.QUALITY_GATES
            ? failed(known, failure)
            : known;
    // Findings are stored in their own table, so that loading a workflow does not load thousands
    // of them.
    return new StepResult(
        outcome.withFindings(List.of()),
        outcome.findings(),
        attempt.verdicts(),
        attempt.workspace().snapshotTree().orElse(null),
        attempt.tree(),
        attempt.stages(),
        failure);
  }

  private static Outcome failed(@Nullable Outcome known, @Nullable FailureReport reason) {
    if (known != null && known.failed().isPresent()) {
      return known;
    }
    String message = reason == null ? "no stage was run" : reason.message();
    boolean late = reason != null && reason.type() == FailureType.TIMEOUT;
    return Outcome.failure(late ? FailureKind.TIMED_OUT : FailureKind.BROKEN, message);
  }
}
