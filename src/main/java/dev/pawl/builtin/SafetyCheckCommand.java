package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Quantity;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.target.TargetStatus;
import dev.pawl.workspace.WorkspaceService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Checks the state of the target before a workflow starts to work on it. */
@Component
class SafetyCheckCommand implements Command {

  private static final long REQUIRED_BYTES = 100L << 20;
  private static final Set<String> PROTECTED_BRANCHES =
      Set.of("main", "master", "production", "release");

  private final WorkspaceService workspaces;

  SafetyCheckCommand(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
            "safety/check", "Checks git state, permissions, disk space and locks of other programs")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    TargetStatus state = workspaces.targetState(context.workspace());
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<>(state.config().faults().stream().map(Fault::text).toList());
    (state.config().requireCleanGit() ? errors : warnings).addAll(gitWarnings(state));
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
    if (state.freeBytes() < REQUIRED_BYTES) {
      errors.add(
          "not enough disk space for workspaces: %d MB free, at least 100 MB required"
              .formatted(state.freeBytes() >> 20));
    }
    warnings.forEach(warning -> context.logLine("Warning: " + warning));
    errors.forEach(error -> context.logLine("Error: " + error));
    if (!errors.isEmpty()) {
      return CommandResult.failure(FailureKind.REFUSED, String.join("; ", errors))
          .withWarnings(warnings);
    }
    if (warnings.isEmpty()) {
      return CommandResult.success("safe to continue");
    }
    return CommandResult.success("safe to continue, " + Quantity.of(warnings.size(), "warning"))
        .withWarnings(warnings)
        .withFact(CommandResult.REQUESTS_DECISION, String.join("; ", warnings));
  }

  private static List<String> gitWarnings(TargetStatus state) {
    var warnings = new ArrayList<String>();
    if (state.modified() > 0) {
      warnings.add(
          "%s uncommitted changes"
              .formatted(
                  Quantity.of(state.modified(), "file")
                      + (state.modified() == 1 ? " has" : " have")));
    }
    if (state.untracked() > 0) {
      warnings.add(
          "%s not tracked by git"
              .formatted(
                  Quantity.of(state.untracked(), "file")
                      + (state.untracked() == 1 ? " is" : " are")));
    }
    if (state.branch() != null && PROTECTED_BRANCHES.contains(state.branch())) {
      warnings.add("the branch " + state.branch() + " is protected");
    }
    return warnings;
  }
}
