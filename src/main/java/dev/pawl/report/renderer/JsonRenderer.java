package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import java.io.OutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes the report as one JSON document with the workflow and its findings, which are streamed. */
@Component
class JsonRenderer implements Renderer {

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
      for (Finding finding : report.allFindings()) {
        json.writePOJO(finding);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
