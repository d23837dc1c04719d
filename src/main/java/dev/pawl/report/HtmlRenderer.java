package dev.pawl.report;

import dev.pawl.workflow.EventView;
import dev.pawl.workspace.Comparison;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Writes the report as one self-contained HTML page that can be stored and printed. */
@Component
class HtmlRenderer implements Renderer {

  private static final int MOST_FINDINGS = 500;
  private static final int MOST_OF_FILE = 25;
  private static final int MOST_RULES = 30;
  private static final int MOST_EVENTS = 500;
  private static final int LONGEST_EVENT = 300;
  private static final Comparison.Limits CHANGES = new Comparison.Limits(300, 5000);

  private final ITemplateEngine templates;

  HtmlRenderer(ITemplateEngine templates) {
    this.templates = templates;
  }

  @Override
  public Format format() {
    return Format.HTML;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Comparison changes = report.evidence().changes(CHANGES);
    FindingSample sample = FindingSample.of(report, MOST_FINDINGS, MOST_OF_FILE);
    var page = new Context(Locale.ENGLISH);
    page.setVariable("words", new Words());
    page.setVariable("workflow", report.workflow());
    page.setVariable("summary", Summary.of(report, changes.files()));
    page.setVariable("timeline", Timeline.of(report.workflow()));
    page.setVariable("gates", report.judgements());
    page.setVariable("verified", report.verified());
    page.setVariable("sample", sample);
    page.setVariable("rules", sample.rules().stream().limit(MOST_RULES).toList());
    page.setVariable(
        "otherFiles",
        sample.rest() - sample.files().stream().mapToLong(FindingSample.InFile::rest).sum());
    page.setVariable("changes", changes);
    page.setVariable("events", events(report));
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    templates.process("report", page, writer);
    writer.flush();
  }

  private static List<EventView> events(Report report) {
    return report.evidence().events(MOST_EVENTS).stream()
        .map(event ->
            new EventView(
                event.sequence(),
                event.type(),
                event.at(),
                Characters.cut(event.data(), LONGEST_EVENT)))
        .toList();
  }
}
