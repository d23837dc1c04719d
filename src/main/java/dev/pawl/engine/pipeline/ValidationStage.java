package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Quantity;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingService;
import dev.pawl.glob.Glob;
import dev.pawl.recovery.StepStage;
import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.FileChange.Kind;
import dev.pawl.target.TargetConfig;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workspace.FilesInScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Validates the effects of the command: it succeeded, the workspace equals the checkpoint plus the reported changes,
 * there are no new error findings compared with the snapshot, and there are no side effects.
 */
@Component
class ValidationStage implements PipelineStage {

  private static final int MAX_LISTED_FILES = 5;

  private final FindingService findings;

  ValidationStage(FindingService findings) {
    this.findings = findings;
  }

  @Override
  public StepStage stage() {
    return StepStage.VALIDATION;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException {
    var problems = new ArrayList<String>();
    var files = new TreeSet<String>();
    List<FileChange> differences = differences(attempt);
    checkState(attempt, differences, problems, files);
    checkQuality(attempt, problems);
    checkSideEffects(attempt, differences, problems, files);
    return problems.isEmpty()
        ? StageResult.passed("execution success, state consistency, quality metrics, side effects")
        : StageResult.failed(
            "validation failed: " + String.join("; ", problems), List.copyOf(files));
  }

  /** Returns the changes of the workspace by the command; none before the first checkpoint and for publishing. */
  private static List<FileChange> differences(AttemptContext attempt) throws IOException {
    String before = attempt.step().tree();
    return before == null || attempt.step().publishes()
        ? List.of()
        : attempt.workspace().differences(before, attempt.resultTree());
  }

  private static void checkState(
      AttemptContext attempt,
      List<FileChange> differences,
      List<String> problems,
      Set<String> files) {
    Set<String> reported = attempt.outcome().changed();
    var unreported =
        differences.stream()
            .filter(difference -> difference.kind() != Kind.ADDED)
            .map(FileChange::path)
            .filter(path -> !reported.contains(path) && !isAutoFixed(attempt.step()))
            .toList();
    if (!unreported.isEmpty()) {
      problems.add("it changed files that it did not report: " + abbreviate(unreported));
      files.addAll(unreported);
    }
    var retyped =
        differences.stream()
            .filter(difference -> difference.kind() == Kind.RETYPED)
            .map(FileChange::path)
            .toList();
    if (!retyped.isEmpty()) {
      problems.add("it changed the mode or type of " + abbreviate(retyped));
      files.addAll(retyped);
    }
  }

  /** The integrity check reverts unreported changes of other steps, and reports that in its warnings. */
  private static boolean isAutoFixed(RunStep step) {
    return step.command().equals("integrity/check");
  }

  private void checkQuality(AttemptContext attempt, List<String> problems) {
    CommandResult outcome = attempt.outcome();
    if (!attempt.step().modifies()) {
      return;
    }
    var knownFingerprints =
        findings.findInitialFingerprints(attempt.activeClaim().claim().id(), attempt.step().step());
    long newErrors =
        outcome.findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR && !finding.isSuppressed())
            .filter(finding -> !knownFingerprints.contains(finding.fingerprint()))
            .count();
    if (newErrors > 0) {
      problems.add("it reports " + Quantity.of(newErrors, "new error"));
    }
  }

  private static void checkSideEffects(
      AttemptContext attempt,
      List<FileChange> differences,
      List<String> problems,
      Set<String> files)
      throws IOException {
    CommandFile file = attempt.step().definition();
    Set<String> reported = attempt.outcome().changed();
    FilesInScope scope = attempt.workspace().scope();
    for (FileChange difference : differences) {
      String path = difference.path();
      boolean outsideWrites =
          file != null
              && !file.writes().isEmpty()
              && file.writes().stream().noneMatch(glob -> Glob.path(glob).matches(path));
      boolean requestedByName =
          attempt.step().arguments().contains(path) || file != null && file.writes().contains(path);
      if (outsideWrites) {
        problems.add("it changed %s, which its writes do not include".formatted(path));
        files.add(path);
      } else if (!scope.includes(path)
          && (difference.kind() != Kind.ADDED || reported.contains(path))
          && !isAutoFixed(attempt.step())) {
        problems.add("it changed %s, which is outside of the scope".formatted(path));
        files.add(path);
      } else if (TargetConfig.isCritical(path) && !requestedByName) {
        problems.add("it changed the critical file " + path);
        files.add(path);
      } else if (difference.kind() == Kind.ADDED && !reported.contains(path)) {
        attempt.removeFile(path);
        attempt.log().appendLine("Warning: removed file that was left behind: " + path);
      }
    }
  }

  private static String abbreviate(List<String> paths) {
    String first = String.join(", ", paths.subList(0, Math.min(MAX_LISTED_FILES, paths.size())));
    return paths.size() > MAX_LISTED_FILES
        ? first + " and %d more".formatted(paths.size() - MAX_LISTED_FILES)
        : first;
  }
}
