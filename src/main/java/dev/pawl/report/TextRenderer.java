package dev.pawl.report;

import dev.pawl.workflow.Metadata;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** The report as lines of text (2-behaviour, 10.1). */
@Component
class TextRenderer implements Renderer {

  @Override
  public String format() {
    return "text";
  }

  @Override
  public MediaType mediaType() {
    return MediaType.TEXT_PLAIN;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Metadata metadata = Metadata.of(report.workflow());
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    line(writer, "Quality Workflow Report");
    line(writer, "======================");
    line(writer, "Workflow ID: " + metadata.workflowId());
    line(writer, "Type: " + metadata.workflowType());
    line(writer, "Status: " + metadata.status().word());
    line(writer, "Started: " + metadata.startedAt());
    line(writer, "Target: " + metadata.target());
    line(writer, "");
    line(writer, "Steps:");
    for (var step : metadata.steps().entrySet()) {
      line(
          writer,
          "  %s: %s (%ds)"
              .formatted(
                  step.getKey(), step.getValue().status().word(), step.getValue().duration()));
    }
    var failures = report.workflow().steps().stream().filter(step -> step.error() != null).toList();
    if (!failures.isEmpty()) {
      line(writer, "");
      line(writer, "Failures:");
      for (var step : failures) {
        line(writer, "  %s: %s".formatted(step.name(), step.error()));
      }
    }
    writer.flush();
  }

  private static void line(Writer writer, String text) throws IOException {
    writer.write(text);
    writer.write('\n');
  }
}
