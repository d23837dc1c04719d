package dev.pawl.engine.pipeline;

import dev.pawl.command.Command;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.RetrySettings;
import dev.pawl.finding.FindingComparison;
import dev.pawl.gate.Verdict;
import dev.pawl.node.NodeService.Deployment;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.StageRecord;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workspace.StepLogStorage.StepLog;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The context of one attempt, shared by the stages of the pipeline. */
final class AttemptContext implements AutoCloseable {

  private final ActiveClaim activeClaim;
  private final RunStep step;
  private final String workspaceKey;
  private final Workspace workspace;
  private final StepLog log;
  private final List<StageRecord> stages = new ArrayList<>();
  private final TreeSet<String> avoidedTools = new TreeSet<>();
  private @Nullable Command command;
  private @Nullable CommandResult outcome;
  private @Nullable Deployment agents;
  private @Nullable String tool;
  private List<String> programs = List.of();
  private @Nullable String resultTree;
  private @Nullable String crashedTool;
  private Duration waitTime = Duration.ZERO;
  private boolean workflowTimedOut;
  private boolean internalError;
  private boolean networkFailure;
  private List<Verdict> verdicts = List.of();
  private @Nullable Set<String> knownInBase;
  private @Nullable FindingComparison comparison;
  private @Nullable String tree;

  AttemptContext(
      ActiveClaim activeClaim,
      RunStep step,
      String workspaceKey,
      Workspace workspace,
      StepLog log) {
    this.activeClaim = activeClaim;
    this.step = step;
    this.workspaceKey = workspaceKey;
    this.workspace = workspace;
    this.log = log;
    this.tree = step.tree();
  }

  ActiveClaim activeClaim() {
    return activeClaim;
  }

  RunStep step() {
    return step;
  }

  /** Returns the key of the workspace. */
  String workspaceKey() {
    return workspaceKey;
  }

  Workspace workspace() {
    return workspace;
  }

  StepLog log() {
    return log;
  }

  /**
   * Sets the command and what it runs.
   *
   * @param resolvedTool the tool that reports of failures name
   * @param machinePrograms the programs of the machine that it runs, which have circuit breakers
   */
  void setCommand(Command resolvedCommand, String resolvedTool, List<String> machinePrograms) {
    command = resolvedCommand;
    tool = resolvedTool;
    programs = machinePrograms;
  }

  Command command() {
    return Objects.requireNonNull(command);
  }

  CommandSpec spec() {
    return command().spec();
  }

  /** Returns the tool that reports of failures name: the program of a command file, or else the command itself. */
  @Nullable String tool() {
    return tool;
  }

  /** Returns the programs of the machine that the command runs; empty for built-in commands, which have no breaker. */
  List<String> programs() {
    return programs;
  }

  /** Records the tool that crashed, which is one of the programs that the command uses. */
  void setCrashedTool(String crashed) {
    tool = crashed;
    crashedTool = crashed;
  }

  /** Returns the tool that crashed and thereby ended the command; null if none did. */
  @Nullable String crashedTool() {
    return crashedTool;
  }

  /** Records that a stage failed because of an error of the engine. */
  void markInternalError() {
    internalError = true;
  }

  boolean isInternalError() {
    return internalError;
  }

  /** Records that the command failed because a git remote was not available. */
  void markNetworkFailure() {
    networkFailure = true;
  }

  boolean isNetworkFailure() {
    return networkFailure;
  }

  /** Records that the workflow timed out before the step did. */
  void markWorkflowTimedOut() {
    workflowTimedOut = true;
  }

  boolean isWorkflowTimedOut() {
    return workflowTimedOut;
  }

  /** Adds time that the attempt waited for resources of the node, which does not count against its own timeouts. */
  void addWaitTime(Duration duration) {
    waitTime = waitTime.plus(duration);
  }

  /** Returns the deadline of the step, extended by the time that it waited, but not beyond that of the workflow. */
  Instant deadline() {
    Instant workflowDeadline = step.context().workflowDeadline();
    if (step.deadline().equals(Instant.MAX)) {
      return workflowDeadline;
    }
    Instant extended = step.deadline().plus(waitTime);
    return extended.isBefore(workflowDeadline) ? extended : workflowDeadline;
  }

  void avoidTools(Collection<String> tools) {
    avoidedTools.addAll(tools);
  }

  /** Returns the settings of this attempt, without the tools whose circuit breaker is open. */
  RetrySettings settings() {
    return step.settings().excludingTools(avoidedTools);
  }

  void setAgents(Deployment deployment) {
    agents = deployment;
  }

  void setOutcome(CommandResult result) {
    outcome = result;
  }

  CommandResult outcome() {
    return Objects.requireNonNull(outcome);
  }

  @Nullable CommandResult outcomeOrNull() {
    return outcome;
  }

  /** Returns the state of the workspace after the command; computed once, because there may be many files. */
  String resultTree() throws IOException {
    if (resultTree == null) {
      String before = step.tree();
      resultTree = before != null && isUnchanged() ? before : workspace.checkpoint();
    }
    return resultTree;
  }

  /**
   * Returns whether the workspace cannot have changed: Pawl's own commands that only read leave it alone, unless they run a
   * program. The next checkpoint would contain a change nevertheless, and fail the step that creates it.
   */
  private boolean isUnchanged() {
    return !step.modifies() && step.definition() == null && !workspace.isExposedToPrograms();
  }

  /** Deletes a file from the workspace after the command has ended. */
  void removeFile(String path) throws IOException {
    workspace.delete(path);
    resultTree = null;
  }

  /** Returns the scope with its numbers of files; null for the whole target, and before the snapshot is taken. */
  @Nullable TargetScope determinedScope() {
    try {
      return workspace.determinedScope().orElse(null);
    } catch (IOException e) {
      log.appendLine("Warning: the files in scope cannot be counted: " + e.getMessage());
      return null;
    }
  }

  void setVerdicts(List<Verdict> results) {
    verdicts = results;
  }

  List<Verdict> verdicts() {
    return verdicts;
  }

  /** Records which findings the base versions of the files have too. */
  void setKnownInBase(Set<String> fingerprints) {
    knownInBase = fingerprints;
  }

  /** Returns the fingerprints of the findings that the base versions of the files have too; null without a base. */
  @Nullable Set<String> knownInBase() {
    return knownInBase;
  }

  /** Records the comparison that decides which findings are new. */
  void setComparison(FindingComparison result) {
    comparison = result;
  }

  /** Returns the comparison that decides which findings are new; null if there are no findings. */
  @Nullable FindingComparison comparison() {
    return comparison;
  }

  void setTree(@Nullable String newTree) {
    tree = newTree;
  }

  /** Returns the state of the workspace that is stored as the checkpoint. */
  @Nullable String tree() {
    return tree;
  }

  void addStage(StageRecord stage) {
    stages.add(stage);
  }

  List<StageRecord> stages() {
    return List.copyOf(stages);
  }

  @Override
  public void close() {
    if (agents != null) {
      agents.close();
    }
  }
}
