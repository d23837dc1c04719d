package dev.pawl.pipeline;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Conditions;
import dev.pawl.command.Outcome;
import dev.pawl.gate.Verdict;
import dev.pawl.node.Nodes.Deployed;
import dev.pawl.workflow.StageVerdict;
import dev.pawl.workflow.StepLogs.StepLog;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The context of one attempt, shared by the stages of the pipeline. */
final class Passage implements AutoCloseable {

  private final Held held;
  private final RunStep step;
  private final String key;
  private final Workspace workspace;
  private final StepLog log;
  private final List<StageVerdict> stages = new ArrayList<>();
  private final TreeSet<String> avoided = new TreeSet<>();
  private @Nullable Command command;
  private @Nullable Outcome outcome;
  private @Nullable Deployed agents;
  private @Nullable String tool;
  private @Nullable String left;
  private boolean unreachable;
  private boolean cutShort;
  private List<Verdict> verdicts = List.of();
  private @Nullable String tree;

  Passage(Held held, RunStep step, String key, Workspace workspace, StepLog log) {
    this.held = held;
    this.step = step;
    this.key = key;
    this.workspace = workspace;
    this.log = log;
    this.tree = step.tree();
  }

  Held held() {
    return held;
  }

  RunStep step() {
    return step;
  }

  /** Returns the key of the workspace. */
  String key() {
    return key;
  }

  Workspace workspace() {
    return workspace;
  }

  StepLog log() {
    return log;
  }

  void resolved(Command found, @Nullable String program) {
    command = found;
    tool = program;
  }

  Command command() {
    return Objects.requireNonNull(command);
  }

  CommandSpec spec() {
    return command().spec();
  }

  /** Returns the tool for the circuit breaker: the program of a command file, or else the command itself. */
  @Nullable String tool() {
    return tool;
  }

  /** Sets the tool that crashed, which is one of the tools that the command uses. */
  void blame(String other) {
    tool = other;
  }

  /** Records that the command could not reach what it reads from or writes to. */
  void unreachable() {
    unreachable = true;
  }

  boolean wasUnreachable() {
    return unreachable;
  }

  /** Records that the workflow timed out before the step did. */
  void cutShort() {
    cutShort = true;
  }

  boolean wasCutShort() {
    return cutShort;
  }

  void avoid(Collection<String> others) {
    avoided.addAll(others);
  }

  /** Returns the settings of this attempt, without the tools whose circuit breaker is open. */
  Conditions conditions() {
    return step.conditions().avoiding(avoided);
  }

  void deployed(Deployed deployed) {
    agents = deployed;
  }

  void came(Outcome came) {
    outcome = came;
  }

  Outcome outcome() {
    return Objects.requireNonNull(outcome);
  }

  @Nullable Outcome outcomeOrNull() {
    return outcome;
  }

  /** Returns the state of the workspace after the command; computed once, because there may be many files. */
  String left() throws IOException {
    if (left == null) {
      left = workspace.checkpoint();
    }
    return left;
  }

  /** Deletes a file from the workspace after the command has ended. */
  void remove(String path) throws IOException {
    workspace.remove(path);
    left = null;
  }

  void judged(List<Verdict> answers) {
    verdicts = answers;
  }

  List<Verdict> verdicts() {
    return verdicts;
  }

  void reached(@Nullable String state) {
    tree = state;
  }

  /** Returns the state of the workspace that is stored as the checkpoint. */
  @Nullable String tree() {
    return tree;
  }

  void passed(StageVerdict verdict) {
    stages.add(verdict);
  }

  List<StageVerdict> stages() {
    return List.copyOf(stages);
  }

  @Override
  public void close() {
    if (agents != null) {
      agents.close();
    }
  }
}
