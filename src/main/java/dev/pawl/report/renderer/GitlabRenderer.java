package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
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
      for (Finding finding : report.findings()) {
        json.writeStartObject();
        json.writeStringProperty("description", TextSanitizer.replaceInvalid(finding.message()));
        json.writeStringProperty("check_name", Report.qualifiedRule(finding));
        json.writeStringProperty(
            "fingerprint", fingerprints.makeUnique(finding.file(), fingerprint(finding)));
        json.writeStringProperty("severity", severity(finding.severity()));
        json.writeObjectPropertyStart("location");
        json.writeStringProperty("path", finding.file());
        json.writeObjectPropertyStart("lines");
        json.writeNumberProperty("begin", FindingLocation.of(finding).lineOrFirst());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
    }
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
