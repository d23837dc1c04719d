package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import java.io.OutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes the findings as a GitLab Code Quality report for merge requests. */
@Component
class GitlabRenderer implements Renderer {

  private final JsonMapper mapper;

  GitlabRenderer(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public ReportFormat format() {
    return ReportFormat.GITLAB;
  }

  @Override
  public void render(Report report, OutputStream out) {
    var fingerprints = new UniqueNames();
    try (JsonGenerator json = EscapedJson.createGenerator(mapper, out)) {
      json.writeStartArray();
      report.rejection().ifPresent(message -> writeRejection(json, report, message));
      for (ReportedFinding reported : report.findings()) {
        Finding finding = reported.finding();
        json.writeStartObject();
        json.writeStringProperty("description", TextSanitizer.replaceInvalid(finding.message()));
        json.writeStringProperty("check_name", Report.qualifiedRule(finding));
        json.writeStringProperty(
            "fingerprint", fingerprints.makeUnique(finding.file(), fingerprint(finding)));
        json.writeStringProperty(
            "severity", severity(reported.isAccepted() ? Severity.INFO : finding.severity()));
        json.writeStringProperty("state", reported.describeState());
        writeLocation(json, finding.file(), FindingLocation.of(finding).lineOrFirst());
        writeCommit(json, report);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  /** Writes the rejection as an issue of the whole repository, as the format has no other place for it. */
  private static void writeRejection(JsonGenerator json, Report report, String message) {
    json.writeStartObject();
    json.writeStringProperty(
        "description", "Not published: " + TextSanitizer.replaceInvalid(message));
    json.writeStringProperty("check_name", "pawl/publish-rejected");
    json.writeStringProperty("fingerprint", "publish-rejected:" + report.workflow().workflowId());
    json.writeStringProperty("severity", "blocker");
    writeLocation(json, ".", 1);
    writeCommit(json, report);
    json.writeEndObject();
  }

  private static void writeLocation(JsonGenerator json, String path, int line) {
    json.writeObjectPropertyStart("location");
    json.writeStringProperty("path", path);
    json.writeObjectPropertyStart("lines");
    json.writeNumberProperty("begin", line);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the commit of an issue, a property that GitLab ignores. */
  private static void writeCommit(JsonGenerator json, Report report) {
    if (report.facts().isEmpty()) {
      return;
    }
    json.writeObjectPropertyStart("commit");
    report
        .facts()
        .forEach((name, value) ->
            json.writeStringProperty(name.replace(' ', '_'), TextSanitizer.replaceInvalid(value)));
    json.writeEndObject();
  }

  private static String fingerprint(Finding finding) {
    return finding.fingerprint().isEmpty()
        ? finding.file() + ":" + Report.qualifiedRule(finding)
        : finding.fingerprint();
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> "critical";
      case WARNING -> "minor";
      case INFO -> "info";
    };
  }
}
