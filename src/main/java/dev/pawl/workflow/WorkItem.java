package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.command.PublicationOptions;
import dev.pawl.command.RetrySettings;
import dev.pawl.finding.FindingComparison;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.FailureReport;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The next work item of a claimed workflow. */
public sealed interface WorkItem {

  /**
   * Runs an attempt of a step.
   *
   * @param arguments the arguments as submitted
   * @param definition the command file as it was when the workflow was planned; absent for built-in commands
   * @param attempt the number of the attempt, from 1
   * @param settings the settings of the attempt, which depend on earlier failures
   * @param previousOutcomes the outcomes of the completed steps, by step name
   * @param deadline the deadline of the step, given by its workflow and its phase
   * @param publishes whether the step changes the target, so that it must not be cancelled or time out halfway
   * @param snapshot the snapshot of the target, once it was created
   * @param tree the latest recorded tree of the workspace; absent before the first one
   * @param context the context of the step in its workflow
   */
  record RunStep(
      UUID step,
      String name,
      String command,
      String arguments,
      @Nullable CommandFile definition,
      int attempt,
      boolean modifies,
      boolean publishes,
      Duration timeout,
      List<Gate> gates,
      RetrySettings settings,
      Map<String, CommandResult> previousOutcomes,
      Instant deadline,
      Target target,
      @Nullable String snapshot,
      @Nullable String tree,
      StepContext context)
      implements WorkItem {

    /** Returns a copy whose scope has its commits. */
    public RunStep withScope(TargetScope scope) {
      return new RunStep(
          step,
          name,
          command,
          arguments,
          definition,
          attempt,
          modifies,
          publishes,
          timeout,
          gates,
          settings,
          previousOutcomes,
          deadline,
          target,
          snapshot,
          tree,
          context.withScope(scope));
    }
  }

  /**
   * The context of a step in its workflow.
   *
   * @param project the project of the workflow; absent when it belongs to none
   * @param sessionId the session of the workflow
   * @param restartCount the number of restarts of the whole workflow, from 0
   * @param parallel whether other steps may run in parallel
   * @param nextWait the wait that follows the start of this step; absent when another step may start at once
   * @param accumulatedPoints the accumulated points of the steps up to this one
   * @param dependencies the commands that must run before this step
   * @param statusByCommand the status of each command of the plan
   * @param externalChanges the files of the target that were changed externally while the workflow ran
   * @param workflowDeadline the deadline of the workflow, which may be later than that of the step
   * @param scope the part of the target that is examined; absent for that of the target's configuration
   * @param rules the severities that the request sets for rules
   * @param formatters the formatters that the request names, by the key of a language
   * @param publication how the result is published
   * @param targetGates whether the gates of the configuration in the workspace apply too
   * @param readsWholeTarget whether a command of the workflow reads files outside of the scope
   * @param changesFiles whether a command of the workflow may change files
   */
  record StepContext(
      @Nullable String project,
      @Nullable UUID sessionId,
      int restartCount,
      boolean parallel,
      @Nullable Idle nextWait,
      int accumulatedPoints,
      List<String> dependencies,
      Map<String, StepStatus> statusByCommand,
      List<String> externalChanges,
      Instant workflowDeadline,
      @Nullable TargetScope scope,
      RuleSettings rules,
      Map<String, List<String>> formatters,
      PublicationOptions publication,
      boolean targetGates,
      boolean readsWholeTarget,
      boolean changesFiles) {

    private StepContext withScope(TargetScope newScope) {
      return new StepContext(
          project,
          sessionId,
          restartCount,
          parallel,
          nextWait,
          accumulatedPoints,
          dependencies,
          statusByCommand,
          externalChanges,
          workflowDeadline,
          newScope,
          rules,
          formatters,
          publication,
          targetGates,
          readsWholeTarget,
          changesFiles);
    }
  }

  /**
   * Waits, as no step can start now.
   *
   * @param until the time when the next backoff ends; absent when a running step must end first
   */
  record Idle(@Nullable Instant until) implements WorkItem {}

  /**
   * Rolls back the published result.
   *
   * @param tree the published tree
   * @param branch the branch to which it was pushed; absent unless the target is a repository
   * @param commit the commit on that branch
   * @param paths the globs of the files to roll back; all files when empty
   */
  record Rollback(
      Target target,
      String snapshot,
      String tree,
      @Nullable String branch,
      @Nullable String commit,
      List<String> paths)
      implements WorkItem {}

  /** Undoes an interrupted or failed publication, so that the target has its old content. */
  record UndoPublication(Target target) implements WorkItem {}

  /**
   * The result of an attempt to run a step.
   *
   * @param findings the findings of this step
   * @param comparison the comparison that decides which of them are new; absent without findings
   * @param scope the scope with its merge base and numbers of files; absent for the whole target, and before the snapshot
   * @param tree the tree of the workspace after the step; the previous one when the step must not change files
   * @param stages the pipeline stages that the attempt passed through
   * @param failureReport the report of the failure; absent when the step succeeded
   * @param revision the commit that the snapshot was taken of; absent when the step did not take it, or the target is not
   *     a commit
   * @param log the log of the attempt; absent if it is a file
   */
  record StepResult(
      CommandResult outcome,
      List<Finding> findings,
      @Nullable FindingComparison comparison,
      List<Verdict> verdicts,
      @Nullable TargetScope scope,
      @Nullable String snapshot,
      @Nullable String tree,
      List<StageRecord> stages,
      @Nullable FailureReport failureReport,
      @Nullable SourceRevision revision,
      @Nullable String log) {

    /** Creates the result of a step that did not take the snapshot and has determined no scope. */
    public StepResult(
        CommandResult outcome,
        List<Finding> findings,
        List<Verdict> verdicts,
        @Nullable String snapshot,
        @Nullable String tree,
        List<StageRecord> stages,
        @Nullable FailureReport failureReport) {
      this(
          outcome,
          findings,
          null,
          verdicts,
          null,
          snapshot,
          tree,
          stages,
          failureReport,
          null,
          null);
    }

    /** Returns this result with the log of the attempt, which is no file. */
    public StepResult withLog(String text) {
      return new StepResult(
          outcome,
          findings,
          comparison,
          verdicts,
          scope,
          snapshot,
          tree,
          stages,
          failureReport,
          revision,
          text);
    }

    /** Returns the report of the failure, if the step failed. */
    public Optional<FailureReport> failure() {
      return Optional.ofNullable(failureReport);
    }

    /** Returns whether all gates passed. */
    public boolean gatesPassed() {
      return verdicts.stream().allMatch(Verdict::passed);
    }
  }
}
