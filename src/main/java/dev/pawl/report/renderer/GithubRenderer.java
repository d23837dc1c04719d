package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingStates;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.target.TargetScope;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes the findings as workflow commands of GitHub Actions, which become annotations when a job logs them. */
@Component
class GithubRenderer implements Renderer {

  @Override
  public ReportFormat format() {
    return ReportFormat.GITHUB;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    WorkflowNarrative summary = WorkflowNarrative.of(report);
    writeCommand(writer, level(summary.assessment()), ",title=Pawl", summary.headline());
    if (!report.facts().isEmpty()) {
      writeCommand(
          writer,
          level(report.rejection().isPresent() ? Severity.ERROR : Severity.INFO),
          ",title=Commit",
          report.facts().entrySet().stream()
              .map(fact -> fact.getKey() + ": " + fact.getValue())
              .collect(Collectors.joining("\n")));
    }
    TargetScope scope = report.workflow().scope();
    if (scope != null) {
      writeCommand(writer, level(Severity.INFO), ",title=Scope", scope.describe());
    }
    List<CoverageRow> coverage = CoverageRow.of(report.workflow().coverage());
    if (!coverage.isEmpty()) {
      writeCommand(
          writer,
          level(Severity.INFO),
          ",title=Coverage",
          coverage.stream().map(CoverageRow::sentence).collect(Collectors.joining("\n")));
    }
    FindingStates states = report.source().states();
    if (!states.isPlain()) {
      writeCommand(writer, level(Severity.INFO), ",title=Findings", states.describe());
    }
    Optional<String> suppressed = report.suppressionSentence();
    if (suppressed.isPresent()) {
      writeCommand(writer, level(Severity.INFO), ",title=Suppressed findings", suppressed.get());
    }
    for (ReportedFinding reported : report.findings()) {
      Finding finding = reported.finding();
      writeCommand(
          writer,
          level(reported.isAccepted() ? Severity.INFO : finding.severity()),
          properties(reported),
          finding.message());
    }
    writer.flush();
  }

  private static String properties(ReportedFinding reported) {
    Finding finding = reported.finding();
    FindingLocation location = FindingLocation.of(finding);
    var properties = new StringBuilder(",file=").append(escapeProperty(finding.file()));
    if (location.line() > 0) {
      properties
          .append(",line=")
          .append(location.line())
          .append(",endLine=")
          .append(location.endLine());
    }
    // GitHub uses columns only for annotations of a single line.
    if (location.column() > 0 && location.endLine() == location.line()) {
      properties.append(",col=").append(location.column());
      if (location.endColumn() > 0) {
        properties.append(",endColumn=").append(location.endColumn());
      }
    }
    return properties
        .append(",title=")
        .append(escapeProperty(Report.qualifiedRule(finding)))
        .append(" (")
        .append(reported.describeState())
        .append(')')
        .toString();
  }

  private static void writeCommand(Writer writer, String level, String properties, String message)
      throws IOException {
    writer.write(
        "::" + level + " " + properties.substring(1) + "::" + escapeMessage(message) + "\n");
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "notice";
    };
  }

  private static String level(WorkflowNarrative.Assessment mood) {
    return switch (mood) {
      case GOOD, BUSY -> "notice";
      case DOUBTFUL -> "warning";
      case BAD -> "error";
    };
  }

  private static String escapeMessage(String text) {
    return TextSanitizer.replaceInvalid(text)
        .replace("%", "%25")
        .replace("\r", "%0D")
        .replace("\n", "%0A");
  }

  private static String escapeProperty(String text) {
    return escapeMessage(text).replace(":", "%3A").replace(",", "%2C");
  }
}
