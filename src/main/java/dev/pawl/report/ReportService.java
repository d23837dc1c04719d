package dev.pawl.report;

import dev.pawl.finding.FindingService;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Creates the reports of workflows in all formats. */
@Service
public class ReportService {

  private final WorkflowService workflows;
  private final FindingService findings;
  private final SnapshotReader states;
  private final Map<ReportFormat, Renderer> renderers = new EnumMap<>(ReportFormat.class);

  ReportService(
      WorkflowService workflows,
      FindingService findings,
      SnapshotReader states,
      List<Renderer> renderers) {
    this.workflows = workflows;
    this.findings = findings;
    this.states = states;
    renderers.forEach(renderer -> this.renderers.put(renderer.format(), renderer));
  }

  /** Returns a report as text; empty if there is no such workflow. */
  public Optional<String> render(String workflow, ReportFormat format) throws IOException {
    Optional<Report> report = find(workflow);
    if (report.isEmpty()) {
      return Optional.empty();
    }
    var out = new ByteArrayOutputStream();
    write(report.get(), format, out);
    return Optional.of(out.toString(StandardCharsets.UTF_8));
  }

  /** Returns the summary of a workflow; empty if there is no such workflow. */
  public Optional<WorkflowNarrative> summarize(String workflow) throws IOException {
    Optional<Report> report = find(workflow);
    return report.isEmpty() ? Optional.empty() : Optional.of(WorkflowNarrative.of(report.get()));
  }

  Optional<Report> find(String workflow) {
    return workflows
        .find(workflow)
        .map(view -> new Report(view, new StoredReportSource(view, workflows, findings, states)));
  }

  void write(Report report, ReportFormat format, OutputStream out) throws IOException {
    Objects.requireNonNull(renderers.get(format)).render(report, out);
  }
}
