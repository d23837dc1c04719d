package dev.pawl.duplication;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.target.TargetConfig;
import dev.pawl.tool.CommandOptions;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FingerprintLines;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.workspace.AddedLines;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Reports duplicate code; only files of the same language are compared. */
@Component
public class DedupeCommand implements Command, RuleProvider {

  private static final int MAX_LOGGED = 50;
  private static final String SIMILARITY = "similarity";
  private static final String MIN_TOKENS = "min-tokens";
  private static final String MIN_LINES = "min-lines";
  private static final String SINCE = "since";
  static final List<String> OPTIONS =
      List.of(SIMILARITY + "=", MIN_TOKENS + "=", MIN_LINES + "=", SINCE + "=");

  /**
   * What counts as a duplicate.
   *
   * @param minTokens the minimum number of tokens
   * @param minLines the minimum number of lines in each place
   * @param similarity the minimum percentage of equal tokens of a near duplicate
   */
  record Thresholds(int minTokens, int minLines, int similarity) {

    static Thresholds of(CommandOptions options, TargetConfig config) {
      return new Thresholds(
          number(
              options,
              MIN_TOKENS,
              TargetConfig.MIN_DUPLICATE_TOKENS,
              TargetConfig.MAX_DUPLICATE_TOKENS,
              config.minDuplicateTokens()),
          number(
              options, MIN_LINES, 1, TargetConfig.MAX_DUPLICATE_LINES, config.minDuplicateLines()),
          number(options, SIMILARITY, 0, 100, config.threshold("similarity_threshold")));
    }

    private static int number(
        CommandOptions options, String name, int min, int max, int configured) {
      Optional<String> requested = options.value(name);
      if (requested.isEmpty()) {
        return configured;
      }
      int value = requested.get().matches("\\d{1,9}") ? Integer.parseInt(requested.get()) : -1;
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "--%s=%s is not a number from %d to %d".formatted(name, requested.get(), min, max));
      }
      return value;
    }
  }

  private final WorkspaceService workspaces;
  private final SuppressionService suppressions;

  DedupeCommand(WorkspaceService workspaces, SuppressionService suppressions) {
    this.workspaces = workspaces;
    this.suppressions = suppressions;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly("quality/dedupe", "Finds duplicate and nearly duplicate code")
        .readingScope()
        .dependingOn("quality/cleanup", "quality/format");
  }

  @Override
  public List<String> options() {
    return OPTIONS;
  }

  @Override
  public List<Rule> rules() {
    return CodeClone.rules();
  }

  @Override
  public CommandResult execute(CommandContext context) throws IOException, InterruptedException {
    Workspace workspace = workspaces.get(context.workspace());
    try {
      var options = CommandOptions.of(context, OPTIONS);
      var thresholds = Thresholds.of(options, workspace.config());
      Optional<String> since = options.value(SINCE);
      if (since.isEmpty()) {
        return report(context, workspace, thresholds, duplicate -> true);
      }
      try (var lines = AddedLines.since(since.get(), workspace)) {
        return report(context, workspace, thresholds, duplicate -> isNew(duplicate, lines));
      }
    } catch (IllegalArgumentException e) {
      return CommandResult.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /** Returns whether a duplicate contains an added line in one of its places. */
  private static boolean isNew(CodeClone duplicate, AddedLines lines) {
    try {
      for (FileRange place : duplicate.places()) {
        int next = lines.linesOf(place.file()).nextSetBit(place.line());
        if (next >= 0 && next <= place.endLine()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandResult report(
      CommandContext context,
      Workspace workspace,
      Thresholds thresholds,
      Predicate<CodeClone> filter)
      throws IOException, InterruptedException {
    var corpus = new SourceCorpus();
    var selection = FileSelection.of(context, workspace.scope());
    TargetConfig config = workspace.config();
    List<WorkspaceFile> files =
        selection.filter(workspace.files()).stream()
            .filter(file -> !config.isExcludedFromDuplicates(file.path()))
            .toList();
    for (WorkspaceFile file : files) {
      context.ensureActive();
      corpus.add(file);
    }
    var duplicates = new ArrayList<CodeClone>();
    var nearDuplicates = new ArrayList<CodeClone>();
    var findings = new ArrayList<Finding>();
    ChangedPlaces changedPlaces = ChangedPlaces.of(workspace);
    for (TokenTable tokens : corpus.tokenTables()) {
      context.ensureActive();
      var clones = LanguageClones.find(tokens, thresholds);
      var exact = clones.exact().stream().filter(filter).toList();
      var near = clones.near().stream().filter(filter).toList();
      context.logLine(
          "%s: %s, %s, %s"
              .formatted(
                  tokens.language().key(),
                  Quantity.of(tokens.fileCount(), "file"),
                  Quantity.of(exact.size(), "duplicate"),
                  Quantity.of(near.size(), "near duplicate")));
      duplicates.addAll(exact);
      nearDuplicates.addAll(near);
      for (CodeClone clone : exact) {
        findings.add(changedPlaces.first(clone).finding());
      }
      for (CodeClone clone : near) {
        findings.add(changedPlaces.first(clone).finding());
      }
      clones.suppressed().stream()
          .filter(filter)
          .map(CodeClone::suppressedFinding)
          .forEach(findings::add);
    }
    return toResult(
        corpus, duplicates, nearDuplicates, review(findings, files, context, workspace));
  }

  /** Returns the findings in order, with the comments that suppress them. */
  private List<Finding> review(
      List<Finding> findings,
      List<WorkspaceFile> files,
      CommandContext context,
      Workspace workspace)
      throws IOException, InterruptedException {
    List<Finding> sorted =
        findings.stream()
            .sorted(
                Comparator.comparing(Finding::file)
                    .thenComparingInt(Finding::line)
                    .thenComparing(Comparator.comparingInt(Finding::endLine).reversed())
                    .thenComparing(Finding::message))
            .toList();
    // A part of the duplicates does not show whether a comment is needed.
    boolean complete = context.arguments().raw().isBlank() && workspace.scope().isWholeTarget();
    List<Finding> all =
        ScopedFindings.select(
            suppressions.review(
                Finding.withFingerprints(sorted, new FingerprintLines(workspace.folder())::at),
                workspace,
                files,
                (tool, file) -> complete && tool.equals(CodeClone.TOOL)),
            workspace);
    List<Finding> open = all.stream().filter(finding -> !finding.isSuppressed()).toList();
    open.stream()
        .limit(MAX_LOGGED)
        .map(finding -> "%s:%d: %s".formatted(finding.file(), finding.line(), finding.message()))
        .forEach(context::logLine);
    if (open.size() > MAX_LOGGED) {
      context.logLine("... and %d more".formatted(open.size() - MAX_LOGGED));
    }
    return all;
  }

  private static CommandResult toResult(
      SourceCorpus corpus,
      List<CodeClone> duplicates,
      List<CodeClone> nearDuplicates,
      List<Finding> findings) {
    long lines = corpus.lineCount();
    long duplicated = ClonedLines.count(duplicates);
    long percent = lines == 0 ? 0 : Math.ceilDiv(duplicated * 100, lines);
    long suppressed = findings.stream().filter(Finding::isSuppressed).count();
    return CommandResult.success(
            "%s in %s, %d of %s (%d%%)"
                .formatted(
                    Quantity.of(duplicates.size(), "duplicate"),
                    Quantity.of(corpus.fileCount(), "file"),
                    duplicated,
                    Quantity.of(lines, "line"),
                    percent))
        .withWarnings(corpus.readErrors())
        .withMetric("files", corpus.fileCount())
        .withMetric("lines", lines)
        .withMetric("duplicated_lines", duplicated)
        .withMetric("duplicated_lines_percent", percent)
        .withMetric("duplicates", duplicates.size())
        .withMetric("near_duplicates", nearDuplicates.size())
        .withFindings(findings)
        .withMetric("findings", findings.size() - suppressed)
        .withMetric(CommandResult.SUPPRESSED, suppressed);
  }
}
