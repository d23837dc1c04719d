package dev.pawl.report.renderer;

import dev.pawl.report.CoverageRow;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.report.renderer.FindingSelection.FileFindings;
import dev.pawl.snapshot.Comparison;
import dev.pawl.workflow.WorkflowEvent.EventView;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Writes the report as one self-contained HTML page that can be stored and printed. */
@Component
class HtmlRenderer implements Renderer {

  private static final int MAX_FINDINGS = 500;
  private static final int MAX_FINDINGS_PER_FILE = 25;
  private static final int MAX_RULES = 30;
  private static final int MAX_FIXED = 100;
  private static final int MAX_EVENTS = 500;
  private static final int MAX_EVENT_LENGTH = 300;
  private static final Comparison.Limits CHANGE_LIMITS = new Comparison.Limits(300, 5000);

  private final ITemplateEngine templates;

  HtmlRenderer(ITemplateEngine templates) {
    this.templates = templates;
  }

  @Override
  public ReportFormat format() {
    return ReportFormat.HTML;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Comparison changes = report.source().changes(CHANGE_LIMITS);
    FindingSelection sample = FindingSelection.select(report, MAX_FINDINGS, MAX_FINDINGS_PER_FILE);
    var context = new Context(Locale.ENGLISH);
    context.setVariable("words", new HtmlLabels());
    context.setVariable("workflow", report.workflow());
    context.setVariable("summary", WorkflowNarrative.of(report, changes.files()));
    context.setVariable("facts", report.facts());
    context.setVariable("timeline", ReportTimeline.of(report.workflow()));
    context.setVariable("gates", report.gateVerdicts());
    context.setVariable("coverage", CoverageRow.of(report.workflow().coverage()));
    context.setVariable("examined", report.hasExamination());
    context.setVariable("sample", sample);
    context.setVariable("states", report.source().states());
    context.setVariable("fixed", report.source().fixed(MAX_FIXED));
    context.setVariable("rules", sample.rules().stream().limit(MAX_RULES).toList());
    context.setVariable("groups", groups(sample));
    context.setVariable("otherFiles", sample.omittedInOtherFiles());
    context.setVariable("changes", changes);
    context.setVariable("events", events(report));
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    templates.process("report", context, writer);
    writer.flush();
  }

  /** Returns the files with findings by their heading: those whose findings make a gate fail come first. */
  private static Map<String, List<FileFindings>> groups(FindingSelection sample) {
    var groups = new LinkedHashMap<String, List<FileFindings>>();
    if (!sample.failing().isEmpty()) {
      groups.put("Findings that fail a gate", sample.failing());
    }
    if (!sample.files().isEmpty()) {
      groups.put(sample.failing().isEmpty() ? "By file" : "Other findings", sample.files());
    }
    return groups;
  }

  private static List<EventView> events(Report report) {
    return report.source().events(MAX_EVENTS).stream()
        .map(event ->
            new EventView(
                event.sequence(),
                event.type(),
                event.at(),
                TextSanitizer.truncate(event.data(), MAX_EVENT_LENGTH)))
        .toList();
  }
}
