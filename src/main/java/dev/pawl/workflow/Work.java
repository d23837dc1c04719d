package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Finding;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
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

  Target target();

  /** The snapshot that was taken, if one was. */
  @Nullable String snapshot();

  /** The state of the workspace after the last step that was recorded, if there is one. */
  @Nullable String tree();

  /**
   * A step to run.
   *
   * @param arguments as typed
   * @param definition of a command that a file defines, as it was when the workflow was planned
   * @param attempt counts the attempts of the step, from 1
   * @param previous what the completed steps before it reported, by step name
   * @param deadline when the whole workflow times out
   * @param lasting whether it changes the target, so that it is neither cancelled nor timed out half-way
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
      Map<String, Outcome> previous,
      Instant deadline,
      Target target,
      @Nullable String snapshot,
      @Nullable String tree)
      implements Work {}

  /** A published result to take back. */
  record RollBack(Target target, String snapshot, String tree, @Nullable String commit)
      implements Work {}

  /**
   * What came of a step.
   *
   * @param findings of this step
   * @param tree the state of the workspace now; the one before when nothing may have changed
   */
  record StepResult(
      Outcome outcome,
      List<Finding> findings,
      List<Verdict> verdicts,
      @Nullable String snapshot,
      @Nullable String tree) {

    /** Why the step failed, if it did: the command did not do its work, or a gate did not hold. */
    Optional<String> fault() {
      if (outcome.failed().isPresent()) {
        return outcome.failed().map(Failure::message);
      }
      var failed =
          verdicts.stream().filter(verdict -> !verdict.passed()).map(Verdict::text).toList();
      return failed.isEmpty()
          ? Optional.empty()
          : Optional.of("gates failed: " + String.join("; ", failed));
    }

    /** Whether every gate held. */
    public boolean passed() {
      return verdicts.stream().allMatch(Verdict::passed);
    }
  }
}
