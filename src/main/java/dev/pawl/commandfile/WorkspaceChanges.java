package dev.pawl.commandfile;

import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Quantity;
import dev.pawl.glob.Glob;
import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.FileChange.Kind;
import dev.pawl.target.TargetConfig;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the changes of programs in a workspace against what their command file may change.
 *
 * @param before the state of the workspace before the programs ran
 */
record WorkspaceChanges(CommandFile file, Workspace workspace, String before) {

  private static final int MAX_SHOWN = 10;

  /**
   * Returns a success with the changed files, or restores the workspace and returns a failure that lists forbidden
   * changes.
   */
  CommandResult validate(CommandContext invocation) throws IOException {
    List<FileChange> differences = workspace.differencesFrom(before);
    if (!file.modifies()) {
      return revert(differences);
    }
    var violations = new ArrayList<String>();
    differences.forEach(difference -> violation(difference).ifPresent(violations::add));
    violations.forEach(violation -> invocation.logLine("Error: " + violation));
    if (!violations.isEmpty()) {
      workspace.restore(before);
      // The program did not fail; what it changed is not permitted.
      return CommandResult.failure(FailureKind.BROKEN, summarize(violations))
          .withFact(CommandResult.EXIT_CODE, "0");
    }
    var changed = differences.stream().map(FileChange::path).toList();
    changed.forEach(path -> invocation.logLine("changed: " + path));
    return CommandResult.success(Quantity.of(changed.size(), "file") + " changed")
        .withChangedFiles(changed)
        .withMetric("files_changed", changed.size());
  }

  private CommandResult revert(List<FileChange> differences) throws IOException {
    CommandResult outcome = CommandResult.success("done");
    if (differences.isEmpty()) {
      return outcome;
    }
    workspace.restore(before);
    return outcome.withWarnings(
        List.of(
            "its changes were reverted because it declares no writes: "
                + summarize(differences.stream().map(FileChange::path).toList())));
  }

  private Optional<String> violation(FileChange difference) {
    String path = difference.path();
    if (difference.kind() == Kind.DELETED) {
      return Optional.of("deleted " + path);
    }
    if (difference.kind() == Kind.RETYPED || !difference.regular()) {
      return Optional.of("changed the mode or type of " + path);
    }
    if (file.writes().stream().noneMatch(glob -> Glob.path(glob).matches(path))) {
      return Optional.of("changed %s, which its writes do not include".formatted(path));
    }
    if (TargetConfig.isCritical(path) && !file.writes().contains(path)) {
      return Optional.of("changed %s, a critical file that its writes do not name".formatted(path));
    }
    return Optional.empty();
  }

  private static String summarize(List<String> lines) {
    String joined = String.join("; ", lines.subList(0, Math.min(MAX_SHOWN, lines.size())));
    return lines.size() > MAX_SHOWN
        ? joined + "; and %d more".formatted(lines.size() - MAX_SHOWN)
        : joined;
  }
}
