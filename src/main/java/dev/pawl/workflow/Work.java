package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Conditions;
import dev.pawl.command.Finding;
import dev.pawl.command.Outcome;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.FailureReport;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The next work item of a claimed workflow. */
public sealed interface Work {

  /**
   * Runs an attempt of a step.
   *
   * @param arguments the arguments as submitted
   * @param definition the command file as it was when the workflow was planned; absent for built-in commands
   * @param attempt the number of the attempt, from 1
   * @param conditions the settings of the attempt, which depend on earlier failures
   * @param previous the outcomes of the completed steps, by step name
   * @param deadline the deadline of the step, given by its workflow and its phase
   * @param lasting whether the step changes the target, so that it must not be cancelled or time out halfway
   * @param snapshot the snapshot of the target, once it was created
   * @param tree the latest recorded tree of the workspace; absent before the first one
   * @param beside the context of the step in its workflow
   */
  record RunStep(
      UUID step,
      String name,
      String command,
      String arguments,
      @Nullable CommandFile definition,
      int attempt,
      boolean modifies,
      boolean lasting,
      Duration timeout,
      List<Gate> gates,
      Conditions conditions,
      Map<String, Outcome> previous,
      Instant deadline,
      Target target,
      @Nullable String snapshot,
      @Nullable String tree,
      Beside beside)
      implements Work {}

  /**
   * The context of a step in its workflow.
   *
   * @param session the session of the workflow
   * @param round the number of restarts of the whole workflow, from 0
   * @param joint whether other steps may run in parallel
   * @param then the wait that follows the start of this step; absent when another step may start at once
   * @param points the accumulated points of the steps up to this one
   * @param dependencies the commands that must run before this step
   * @param commands the status of each command of the plan
   * @param outsideChanges the files of the target that were changed externally while the workflow ran
   */
  record Beside(
      @Nullable UUID session,
      int round,
      boolean joint,
      @Nullable Wait then,
      int points,
      List<String> dependencies,
      Map<String, StepStatus> commands,
      List<String> outsideChanges) {}

  /**
   * Waits, as no step can start now.
   *
   * @param until the time when the next backoff ends; absent when a running step must end first
   */
  record Wait(@Nullable Instant until) implements Work {}

  /**
   * Rolls back the published result.
   *
   * @param paths the globs of the files to roll back; all files when empty
   */
  record RollBack(
      Target target, String snapshot, String tree, @Nullable String commit, List<String> paths)
      implements Work {}

  /**
   * The result of an attempt to run a step.
   *
   * @param findings the findings of this step
   * @param tree the tree of the workspace after the step; the previous one when the step must not change files
   * @param stages the pipeline stages that the attempt passed through
   * @param failure the report of the failure; absent when the step succeeded
   */
  record StepResult(
      Outcome outcome,
      List<Finding> findings,
      List<Verdict> verdicts,
      @Nullable String snapshot,
      @Nullable String tree,
      List<StageVerdict> stages,
      @Nullable FailureReport failure) {

    /** Returns the report of the failure, if the step failed. */
    public Optional<FailureReport> fault() {
      return Optional.ofNullable(failure);
    }

    /** Returns whether all gates passed. */
    public boolean passed() {
      return verdicts.stream().allMatch(Verdict::passed);
    }
  }
}
