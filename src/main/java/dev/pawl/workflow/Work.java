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

/** What is to be done next for a claimed workflow. */
public sealed interface Work {

  /**
   * A step to run.
   *
   * @param arguments as typed
   * @param definition of a command that a file defines, as it was when the workflow was planned
   * @param attempt counts the attempts of the step, from 1
   * @param conditions what earlier attempts have taught
   * @param previous what the completed steps before it reported, by step name
   * @param deadline when the whole workflow times out
   * @param lasting whether it changes the target, so that it is neither cancelled nor timed out half-way
   * @param snapshot the snapshot that was taken, if one was
   * @param tree the state of the workspace after the last step that was recorded, if there is one
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
   * What stands around a step in its workflow.
   *
   * @param session that the workflow belongs to
   * @param round counts how often the whole workflow was started, from 0
   * @param joint whether other steps may run beside it
   * @param then what comes after it has begun; absent when another step may begin at once
   * @param points what the steps up to this one cost together
   * @param dependencies commands that have to come before it
   * @param commands what became of the commands of the plan
   * @param outsideChanges files of the target that others have changed while the workflow ran
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
   * Nothing to begin with now.
   *
   * @param until when there will be at the latest; absent when that depends on a step that runs
   */
  record Wait(@Nullable Instant until) implements Work {}

  /**
   * A published result to take back.
   *
   * @param paths globs of the files to take back; all when empty
   */
  record RollBack(
      Target target, String snapshot, String tree, @Nullable String commit, List<String> paths)
      implements Work {}

  /**
   * What came of a step.
   *
   * @param findings of this step
   * @param tree the state of the workspace now; the one before when nothing may have changed
   * @param stages what the attempt went through
   * @param failure all that is known of why it failed, if it did
   */
  record StepResult(
      Outcome outcome,
      List<Finding> findings,
      List<Verdict> verdicts,
      @Nullable String snapshot,
      @Nullable String tree,
      List<StageVerdict> stages,
      @Nullable FailureReport failure) {

    /** Why the step failed, if it did. */
    public Optional<FailureReport> fault() {
      return Optional.ofNullable(failure);
    }

    /** Whether every gate held. */
    public boolean passed() {
      return verdicts.stream().allMatch(Verdict::passed);
    }
  }
}
