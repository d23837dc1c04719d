package dev.pawl.tool.analysis;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Selection;
import dev.pawl.tool.SourceLines;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspaces;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Measures all files: languages, lines, and functions with their complexity. */
@Component
class AnalyzeCommand implements Command {

  private static final int SHOWN = 50;

  private final Workspaces workspaces;

  AnalyzeCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "quality/analyze", "Measures files and functions: languages, lines, length and complexity");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    var files = Selection.of(invocation).of(workspace.files());
    invocation.ensureActive();
    var analysis = new Analysis(InParallel.flatMap(files, file -> List.of(Measured.of(file))));
    invocation.ensureActive();
    var findings =
        Finding.fingerprinted(
            analysis.findings(Limits.of(workspace.config())),
            new SourceLines(workspace.folder())::at);
    tell(analysis, findings, invocation);
    return measured(analysis)
        .withFindings(findings)
        .withWarnings(
            analysis.files().stream().map(Measured::fault).filter(Objects::nonNull).toList())
        .with("findings", findings.size())
        .with("languages", joined(analysis.languages().stream().map(Share::text)))
        .with("longest_files", joined(analysis.longestFiles().stream().map(Measured::text)))
        .with(
            "longest_functions", joined(analysis.longestFunctions().stream().map(Function::text)));
  }

  private static Outcome measured(Analysis analysis) {
    LineCount lines = analysis.lines();
    var functions = analysis.functions().toList();
    return Outcome.success(
            "%d files, %d lines, %d functions"
                .formatted(analysis.files().size(), lines.total(), functions.size()))
        .with("files", analysis.files().size())
        .with("source_files", analysis.sources().count())
        .with("lines", lines.total())
        .with("code_lines", lines.code())
        .with("comment_lines", lines.comment())
        .with("blank_lines", lines.blank())
        .with("bytes", analysis.files().stream().mapToLong(Measured::bytes).sum())
        .with("functions", functions.size())
        .with("max_complexity", max(functions.stream().mapToLong(Function::complexity)))
        .with("max_file_lines", max(analysis.sources().mapToLong(file -> file.lines().total())))
        .with("max_function_lines", max(functions.stream().mapToLong(Function::lines)));
  }

  private static long max(LongStream values) {
    return values.max().orElse(0);
  }

  private static String joined(Stream<String> texts) {
    return texts.collect(Collectors.joining(", "));
  }

  private static void tell(Analysis analysis, List<Finding> findings, Invocation invocation) {
    say("Languages", analysis.languages().stream().map(Share::detail).toList(), invocation);
    say("Longest files", analysis.longestFiles().stream().map(Measured::text).toList(), invocation);
    say(
        "Longest functions",
        analysis.longestFunctions().stream().map(Function::text).toList(),
        invocation);
    say("Findings", findings.stream().map(AnalyzeCommand::text).toList(), invocation);
  }

  private static void say(String title, List<String> lines, Invocation invocation) {
    if (!lines.isEmpty()) {
      invocation.say(title + ":");
      lines.stream().limit(SHOWN).forEach(line -> invocation.say("  " + line));
    }
    if (lines.size() > SHOWN) {
      invocation.say("  ... and %d more".formatted(lines.size() - SHOWN));
    }
  }

  private static String text(Finding finding) {
    return "%s:%d: %s [%s]"
        .formatted(finding.file(), finding.line(), finding.message(), finding.rule());
  }
}
