package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import java.io.OutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the report as one JSON document with the workflow and its findings, which are streamed. */
@Component
class JsonRenderer implements Renderer {

  private static final int MAX_FIXED = 1000;

  private final JsonMapper mapper;

  JsonRenderer(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public ReportFormat format() {
    return ReportFormat.JSON;
  }

  @Override
  public void render(Report report, OutputStream out) {
    try (JsonGenerator json = EscapedJson.createGenerator(mapper, out)) {
      json.writeStartObject();
      json.writePOJOProperty("workflow", report.workflow());
      json.writeArrayPropertyStart("findings");
      for (ReportedFinding reported : report.allFindings()) {
        write(json, reported);
      }
      json.writeEndArray();
      json.writePOJOProperty("states", report.source().states());
      json.writeArrayPropertyStart("fixed");
      for (Finding fixed : report.source().fixed(MAX_FIXED)) {
        json.writePOJO(fixed);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** Writes a finding with its state, as one object. */
  private void write(JsonGenerator json, ReportedFinding reported) {
    ObjectNode finding = mapper.valueToTree(reported.finding());
    finding.put("state", reported.state().value());
    finding.put("baseline", reported.baseline());
    finding.set("resolution", mapper.valueToTree(reported.resolution()));
    json.writePOJO(finding);
  }
}
