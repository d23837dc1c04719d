package dev.pawl.tool.program;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.FileChange;
import dev.pawl.workspace.FileChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.util.AntPathMatcher;

/**
 * Checks the changes of programs in a workspace against what their command file may change.
 *
 * @param before the state of the workspace before the programs ran
 */
record Traces(CommandFile file, Workspace workspace, String before) {

  private static final AntPathMatcher MATCHER = new AntPathMatcher();
  private static final int SHOWN = 10;

  /**
   * Returns a success with the changed files, or restores the workspace and returns a failure that lists forbidden
   * changes.
   */
  Outcome judged(Invocation invocation) throws IOException {
    List<FileChange> differences = workspace.differencesFrom(before);
    if (!file.modifies()) {
      return cleaned(differences);
    }
    var faults = new ArrayList<String>();
    differences.forEach(difference -> fault(difference).ifPresent(faults::add));
    faults.forEach(fault -> invocation.say("Error: " + fault));
    if (!faults.isEmpty()) {
      workspace.restore(before);
      return Outcome.failure(FailureKind.BROKEN, shown(faults));
    }
    var changed = differences.stream().map(FileChange::path).toList();
    changed.forEach(path -> invocation.say("changed: " + path));
    return Outcome.success("%d files changed".formatted(changed.size()))
        .withChanged(changed)
        .with("files_changed", changed.size());
  }

  private Outcome cleaned(List<FileChange> differences) throws IOException {
    Outcome done = Outcome.success("done");
    if (differences.isEmpty()) {
      return done;
    }
    workspace.restore(before);
    return done.withWarnings(
        List.of(
            "its changes were reverted because it declares no writes: "
                + shown(differences.stream().map(FileChange::path).toList())));
  }

  private Optional<String> fault(FileChange difference) {
    String path = difference.path();
    if (difference.kind() == Kind.DELETED) {
      return Optional.of("deleted " + path);
    }
    if (difference.kind() == Kind.RETYPED || !difference.regular()) {
      return Optional.of("changed the mode or type of " + path);
    }
    if (file.writes().stream().noneMatch(glob -> MATCHER.match(glob, path))) {
      return Optional.of("changed %s, which is outside of its writes".formatted(path));
    }
    if (TargetConfig.isCritical(path) && !file.writes().contains(path)) {
      return Optional.of("changed %s, a critical file that its writes do not name".formatted(path));
    }
    return Optional.empty();
  }

  private static String shown(List<String> lines) {
    String first = String.join("; ", lines.subList(0, Math.min(SHOWN, lines.size())));
    return lines.size() > SHOWN ? first + "; and %d more".formatted(lines.size() - SHOWN) : first;
  }
}
