package dev.pawl.builtin.analysis;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FingerprintLines;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Measures all files: languages, lines, and functions with their complexity. */
@Component
class AnalyzeCommand implements Command, RuleProvider {

  private static final int MAX_LOGGED = 50;

  private final WorkspaceService workspaces;
  private final SuppressionService suppressions;

  AnalyzeCommand(WorkspaceService workspaces, SuppressionService suppressions) {
    this.workspaces = workspaces;
    this.suppressions = suppressions;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
            "quality/analyze",
            "Measures files and functions: languages, lines, length and complexity")
        .readingScope();
  }

  @Override
  public List<Rule> rules() {
    return AnalysisThresholds.rules();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    var files = FileSelection.of(context, workspace.scope()).filter(workspace.files());
    context.ensureActive();
    var analysis =
        new AnalysisReport(ParallelFiles.flatMap(files, file -> List.of(FileMetrics.of(file))));
    context.ensureActive();
    var reported =
        Finding.withFingerprints(
            analysis.findings(AnalysisThresholds.of(workspace.config())),
            new FingerprintLines(workspace.folder())::at);
    var all =
        ScopedFindings.select(
            suppressions.review(
                reported, workspace, files, (tool, file) -> tool.equals(AnalysisThresholds.TOOL)),
            workspace);
    var findings = all.stream().filter(finding -> !finding.isSuppressed()).toList();
    logDetails(analysis, findings, context);
    return toResult(analysis)
        .withFindings(all)
        .withWarnings(
            analysis.files().stream().map(FileMetrics::readError).filter(Objects::nonNull).toList())
        .withMetric("findings", findings.size())
        .withMetric(CommandResult.SUPPRESSED, all.size() - findings.size())
        .withFact("languages", join(analysis.languages().stream().map(LanguageMetrics::summary)))
        .withFact(
            "longest_files", join(analysis.longestFiles().stream().map(FileMetrics::describe)))
        .withFact(
            "longest_functions",
            join(analysis.longestFunctions().stream().map(FunctionMetrics::describe)));
  }

  private static CommandResult toResult(AnalysisReport analysis) {
    LineCounter lines = analysis.lines();
    var functions = analysis.functions().toList();
    return CommandResult.success(
            "%s, %s, %s"
                .formatted(
                    Quantity.of(analysis.files().size(), "file"),
                    Quantity.of(lines.total(), "line"),
                    Quantity.of(functions.size(), "function")))
        .withMetric("files", analysis.files().size())
        .withMetric("source_files", analysis.sources().count())
        .withMetric("lines", lines.total())
        .withMetric("code_lines", lines.code())
        .withMetric("comment_lines", lines.comment())
        .withMetric("blank_lines", lines.blank())
        .withMetric("bytes", analysis.files().stream().mapToLong(FileMetrics::bytes).sum())
        .withMetric("functions", functions.size())
        .withMetric(
            "max_complexity", max(functions.stream().mapToLong(FunctionMetrics::complexity)))
        .withMetric(
            "max_file_lines", max(analysis.sources().mapToLong(file -> file.lines().total())))
        .withMetric(
            "max_function_lines", max(functions.stream().mapToLong(FunctionMetrics::lines)));
  }

  private static long max(LongStream values) {
    return values.max().orElse(0);
  }

  private static String join(Stream<String> texts) {
    return texts.collect(Collectors.joining(", "));
  }

  private static void logDetails(
      AnalysisReport analysis, List<Finding> findings, CommandContext context) {
    logSection(
        "Languages", analysis.languages().stream().map(LanguageMetrics::details).toList(), context);
    logSection(
        "Longest files",
        analysis.longestFiles().stream().map(FileMetrics::describe).toList(),
        context);
    logSection(
        "Longest functions",
        analysis.longestFunctions().stream().map(FunctionMetrics::describe).toList(),
        context);
    logSection("Findings", findings.stream().map(AnalyzeCommand::format).toList(), context);
  }

  private static void logSection(String title, List<String> lines, CommandContext context) {
    if (!lines.isEmpty()) {
      context.logLine(title + ":");
      lines.stream().limit(MAX_LOGGED).forEach(line -> context.logLine("  " + line));
    }
    if (lines.size() > MAX_LOGGED) {
      context.logLine("  ... and %d more".formatted(lines.size() - MAX_LOGGED));
    }
  }

  private static String format(Finding finding) {
    return "%s:%d: %s [%s]"
        .formatted(finding.file(), finding.line(), finding.message(), finding.rule());
  }
}
