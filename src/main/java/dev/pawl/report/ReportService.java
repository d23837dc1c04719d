package dev.pawl.report;

import dev.pawl.finding.FindingService;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowService;
import java.io.IOException;
import java.io.OutputStream;
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

  Optional<Report> find(String workflow) {
    return workflows
        .find(workflow)
        .map(view -> new Report(view, new StoredReportSource(view, workflows, findings, states)));
  }

  void write(Report report, ReportFormat format, OutputStream out) throws IOException {
    Objects.requireNonNull(renderers.get(format)).render(report, out);
  }
}
