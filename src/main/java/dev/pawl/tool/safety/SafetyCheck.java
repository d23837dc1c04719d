package dev.pawl.tool.safety;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.workspace.TargetConfig.Fault;
import dev.pawl.workspace.TargetState;
import dev.pawl.workspace.Workspaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Checks the state of the target before a workflow starts to work on it. */
@Component
class SafetyCheck implements Command {

  private static final long NEEDED_BYTES = 100L << 20;
  private static final Set<String> PROTECTED = Set.of("main", "master", "production", "release");

  private final Workspaces workspaces;

  SafetyCheck(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "safety/check", "Checks git state, permissions, disk space and locks of other programs");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    TargetState state = workspaces.state(invocation.workspace());
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<>(state.config().faults().stream().map(Fault::text).toList());
    (state.config().requireCleanGit() ? errors : warnings).addAll(gitConcerns(state));
    if (state.config().requireGit() && !state.git()) {
      errors.add("the target is not a git work tree, but its configuration requires one");
    }
    if (!state.writable()) {
      warnings.add("the target is not writable; publishing a change will fail");
    }
    if (state.locked()) {
      errors.add(
          "another program is working on the target: .quality-lock exists; remove the file if that"
              + " program is no longer running");
    }
    if (state.freeBytes() < NEEDED_BYTES) {
      errors.add(
          "not enough disk space for workspaces: %d MB free, at least 100 MB required"
              .formatted(state.freeBytes() >> 20));
    }
    warnings.forEach(warning -> invocation.say("Warning: " + warning));
    errors.forEach(error -> invocation.say("Error: " + error));
    if (!errors.isEmpty()) {
      return Outcome.failure(FailureKind.REFUSED, String.join("; ", errors)).withWarnings(warnings);
    }
    if (warnings.isEmpty()) {
      return Outcome.success("safe to continue");
    }
    return Outcome.success("safe to continue, %d warnings".formatted(warnings.size()))
        .withWarnings(warnings)
        .with(Outcome.ASK, String.join("; ", warnings));
  }

  private static List<String> gitConcerns(TargetState state) {
    var concerns = new ArrayList<String>();
    if (state.modified() > 0) {
      concerns.add(state.modified() + " files have uncommitted changes");
    }
    if (state.untracked() > 0) {
      concerns.add(state.untracked() + " files are not tracked by git");
    }
    if (state.branch() != null && PROTECTED.contains(state.branch())) {
      concerns.add("the branch " + state.branch() + " is protected");
    }
    return concerns;
  }
}
