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
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes the findings in the XML format of Checkstyle, which most CI servers can read. */
@Component
class CheckstyleRenderer implements Renderer {

  @Override
  public ReportFormat format() {
    return ReportFormat.CHECKSTYLE;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    var xml = new XmlWriter(out).startElement("checkstyle", "version", "4.3");
    for (Map.Entry<String, String> fact : report.facts().entrySet()) {
      xml.comment(fact.getKey() + ": " + fact.getValue());
    }
    TargetScope scope = report.workflow().scope();
    if (scope != null) {
      xml.comment(scope.describe());
    }
    for (CoverageRow row : CoverageRow.of(report.workflow().coverage())) {
      xml.comment("coverage: " + row.sentence());
    }
    Optional<String> suppressed = report.suppressionSentence();
    if (suppressed.isPresent()) {
      xml.comment(suppressed.get());
    }
    String file = "";
    FindingStates states = report.source().states();
    if (!states.isPlain()) {
      xml.comment("findings: " + states.describe());
    }
    for (ReportedFinding reported : report.findings()) {
      Finding finding = reported.finding();
      if (!finding.file().equals(file)) {
        if (!file.isEmpty()) {
          xml.endElement();
        }
        file = finding.file();
        xml.startElement("file", "name", file);
      }
      writeError(xml, FindingLocation.of(finding), reported);
    }
    if (!file.isEmpty()) {
      xml.endElement();
    }
    xml.endElement().endDocument();
  }

  private static void writeError(XmlWriter xml, FindingLocation place, ReportedFinding reported)
      throws IOException {
    Finding finding = reported.finding();
    String line = Integer.toString(place.lineOrFirst());
    Severity effective = reported.isAccepted() ? Severity.INFO : finding.severity();
    String severity = effective.name().toLowerCase(Locale.ROOT);
    String source = finding.tool() + "." + finding.rule();
    xml.startElement("error", "line", line);
    if (place.column() > 0) {
      xml.attribute("column", Integer.toString(place.column()));
    }
    xml.attribute("severity", severity)
        .attribute("message", finding.message())
        .attribute("source", source)
        .attribute("state", reported.describeState())
        .endElement();
  }
}
