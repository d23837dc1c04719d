package dev.pawl.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.FileChange;
import dev.pawl.workspace.FileChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;

/**
 * Validates the effects of the command: it succeeded, the workspace equals the checkpoint plus the reported changes,
 * there are no new error findings compared with the snapshot, and there are no side effects.
 */
@Component
class ValidationStage implements StageCheck {

  private static final AntPathMatcher MATCHER = new AntPathMatcher();
  private static final int SHOWN = 5;

  private final WorkQueue queue;

  ValidationStage(WorkQueue queue) {
    this.queue = queue;
  }

  @Override
  public Stage stage() {
    return Stage.VALIDATION;
  }

  @Override
  public Checked check(Passage attempt) throws IOException {
    var faults = new ArrayList<String>();
    var files = new TreeSet<String>();
    List<FileChange> differences = differences(attempt);
    state(attempt, differences, faults, files);
    quality(attempt, faults);
    sideEffects(attempt, differences, faults, files);
    return faults.isEmpty()
        ? Checked.passed("execution success, state consistency, quality metrics, side effects")
        : Checked.failed("validation failed: " + String.join("; ", faults), List.copyOf(files));
  }

  /** Returns the changes of the workspace by the command; none before the first checkpoint and for publishing. */
  private static List<FileChange> differences(Passage attempt) throws IOException {
    String before = attempt.step().tree();
    return before == null || attempt.step().lasting()
        ? List.of()
        : attempt.workspace().differences(before, attempt.left());
  }

  private static void state(
      Passage attempt, List<FileChange> differences, List<String> faults, Set<String> files) {
    Set<String> reported = attempt.outcome().changed();
    var silent =
        differences.stream()
            .filter(one -> one.kind() != Kind.ADDED)
            .map(FileChange::path)
            .filter(path -> !reported.contains(path) && !mends(attempt.step()))
            .toList();
    if (!silent.isEmpty()) {
      faults.add("it changed files that it did not report: " + shown(silent));
      files.addAll(silent);
    }
    var retyped =
        differences.stream()
            .filter(one -> one.kind() == Kind.RETYPED)
            .map(FileChange::path)
            .toList();
    if (!retyped.isEmpty()) {
      faults.add("it changed the mode or type of " + shown(retyped));
      files.addAll(retyped);
    }
  }

  /** The integrity check reverts unreported changes of other steps, and reports that in its warnings. */
  private static boolean mends(RunStep step) {
    return step.command().equals("integrity/check");
  }

  private void quality(Passage attempt, List<String> faults) {
    Outcome outcome = attempt.outcome();
    if (!attempt.step().modifies()) {
      return;
    }
    var known = queue.knownFindings(attempt.held().claim(), attempt.step().step());
    long worse =
        outcome.findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .filter(finding -> !known.contains(finding.fingerprint()))
            .count();
    if (worse > 0) {
      faults.add("it reports %d new errors".formatted(worse));
    }
  }

  private static void sideEffects(
      Passage attempt, List<FileChange> differences, List<String> faults, Set<String> files)
      throws IOException {
    CommandFile file = attempt.step().definition();
    Set<String> reported = attempt.outcome().changed();
    for (FileChange one : differences) {
      String path = one.path();
      boolean outside =
          file != null
              && !file.writes().isEmpty()
              && file.writes().stream().noneMatch(glob -> MATCHER.match(glob, path));
      boolean named =
          attempt.step().arguments().contains(path) || file != null && file.writes().contains(path);
      if (outside) {
        faults.add("it changed %s, which its writes do not include".formatted(path));
        files.add(path);
      } else if (TargetConfig.isCritical(path) && !named) {
        faults.add("it changed the critical file " + path);
        files.add(path);
      } else if (one.kind() == Kind.ADDED && !reported.contains(path)) {
        attempt.remove(path);
        attempt.log().line("Warning: removed file that was left behind: " + path);
      }
    }
  }

  private static String shown(List<String> paths) {
    String first = String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())));
    return paths.size() > SHOWN ? first + " and %d more".formatted(paths.size() - SHOWN) : first;
  }
}
