package dev.pawl.builtin.duplicates;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
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
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Reports duplicate code; only files of the same language are compared. */
@Component
class DedupeCommand implements Command, RuleProvider {

  private static final int MAX_LOGGED = 50;
  private static final String SIMILARITY = "similarity";
  private static final String MIN_TOKENS = "min-tokens";
  private static final String SINCE = "since";
  static final List<String> OPTIONS = List.of(SIMILARITY + "=", MIN_TOKENS + "=", SINCE + "=");

  /**
   * What counts as a duplicate.
   *
   * @param minTokens the minimum number of tokens
   * @param similarity the minimum percentage of equal tokens of a near duplicate
   */
  private record Thresholds(int minTokens, int similarity) {

    static Thresholds of(CommandOptions options, TargetConfig config) {
      return new Thresholds(
          number(
              options,
              MIN_TOKENS,
              TargetConfig.MIN_DUPLICATE_TOKENS,
              TargetConfig.MAX_DUPLICATE_TOKENS,
              config.minDuplicateTokens()),
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

  DedupeCommand(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly("quality/dedupe", "Finds duplicate and nearly duplicate code")
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
  public CommandResult execute(CommandContext context) throws Exception {
    return report(context);
  }

  /** Finds the duplicates that the arguments select. */
  CommandResult report(CommandContext context) throws IOException, InterruptedException {
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
    for (WorkspaceFile file : selection.filter(workspace.files())) {
      context.ensureActive();
      corpus.add(file);
    }
    var duplicates = new ArrayList<CodeClone>();
    var nearDuplicates = new ArrayList<CodeClone>();
    for (TokenTable tokens : corpus.tokenTables()) {
      context.ensureActive();
      var allExact = CloneDetector.findExact(tokens, thresholds.minTokens());
      var allNear =
          thresholds.similarity() == 100
              ? List.<CodeClone>of()
              : findNear(tokens, thresholds, allExact);
      var selectedExact = allExact.stream().filter(filter).toList();
      var selectedNear = allNear.stream().filter(filter).toList();
      context.logLine(
          "%s: %s, %s, %s"
              .formatted(
                  tokens.language().key(),
                  Quantity.of(tokens.fileCount(), "file"),
                  Quantity.of(selectedExact.size(), "duplicate"),
                  Quantity.of(selectedNear.size(), "near duplicate")));
      duplicates.addAll(selectedExact);
      nearDuplicates.addAll(selectedNear);
    }
    List<Finding> findings =
        ScopedFindings.select(
            findings(Stream.concat(duplicates.stream(), nearDuplicates.stream()), workspace),
            workspace);
    findings.stream()
        .limit(MAX_LOGGED)
        .map(finding -> "%s:%d: %s".formatted(finding.file(), finding.line(), finding.message()))
        .forEach(context::logLine);
    if (findings.size() > MAX_LOGGED) {
      context.logLine("... and %d more".formatted(findings.size() - MAX_LOGGED));
    }
    return toResult(corpus, duplicates)
        .withMetric("near_duplicates", nearDuplicates.size())
        .withFindings(findings)
        .withMetric("findings", findings.size());
  }

  /** Returns the near duplicates, longest first, without those whose lines are mostly reported already. */
  private static List<CodeClone> findNear(
      TokenTable tokens, Thresholds thresholds, List<CodeClone> exact) {
    Map<String, BitSet> reportedLines = ClonedLines.byFile(exact);
    var result = new ArrayList<CodeClone>();
    CloneDetector.findNear(tokens, thresholds.minTokens(), thresholds.similarity()).stream()
        .sorted(Comparator.comparingInt(CodeClone::tokens).reversed())
        .filter(duplicate ->
            duplicate.places().stream().anyMatch(place -> isMostlyUnreported(place, reportedLines)))
        .forEach(duplicate -> {
          result.add(duplicate);
          ClonedLines.add(duplicate, reportedLines);
        });
    return result;
  }

  private static boolean isMostlyUnreported(FileRange place, Map<String, BitSet> reportedLines) {
    BitSet lines = reportedLines.getOrDefault(place.file(), new BitSet());
    int reportedCount = lines.get(place.line(), place.endLine() + 1).cardinality();
    return reportedCount * 2 < place.lineCount();
  }

  private static CommandResult toResult(SourceCorpus corpus, List<CodeClone> duplicates) {
    long lines = corpus.lineCount();
    long duplicated = ClonedLines.count(duplicates);
    long percent = lines == 0 ? 0 : Math.ceilDiv(duplicated * 100, lines);
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
        .withMetric("duplicates", duplicates.size());
  }

  private static List<Finding> findings(Stream<CodeClone> duplicates, Workspace workspace) {
    var findings =
        duplicates
            .flatMap(CodeClone::findings)
            .sorted(
                Comparator.comparing(Finding::file)
                    .thenComparingInt(Finding::line)
                    .thenComparing(Comparator.comparingInt(Finding::endLine).reversed())
                    .thenComparing(Finding::message))
            .toList();
    return Finding.withFingerprints(findings, new FingerprintLines(workspace.folder())::at);
  }
}
