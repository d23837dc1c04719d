package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.DurationFormatter;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowMetadata;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes the workflow as JUnit XML: one suite with a test for each step, and one with a test for each finding. Findings
 * that make a gate fail are failures. The others are skipped tests, so that a CI server shows them without failing the
 * build. Findings that the workflow has fixed are tests that pass.
 */
@Component
class JunitRenderer implements Renderer {

  private static final int MAX_FIXED = 1000;

  @Override
  public ReportFormat format() {
    return ReportFormat.JUNIT;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    WorkflowView workflow = report.workflow();
    var gates = GateFailures.of(report);
    Counts steps = Counts.of(workflow);
    Counts findings = Counts.of(report, gates);
    var xml = new XmlWriter(out);
    xml.startElement("testsuites", "name", "Pawl " + workflow.workflowId());
    steps.plus(findings).write(xml);
    xml.attribute(
        "time", DurationFormatter.formatSeconds(DurationFormatter.durationMillis(workflow)));
    startSuite(xml, workflow, "steps", steps, DurationFormatter.durationMillis(workflow));
    writeProperties(xml, report.facts(), workflow.scope(), CoverageRow.of(workflow.coverage()));
    for (StepView step : workflow.steps()) {
      writeStep(xml, step);
    }
    xml.endElement();
    startSuite(xml, workflow, "findings", findings, 0);
    var names = new UniqueNames();
    boolean empty = true;
    for (ReportedFinding finding : report.allFindings()) {
      writeFinding(xml, finding, gates, names);
      empty = false;
    }
    for (Finding fixed : report.source().fixed(MAX_FIXED)) {
      writeFixed(xml, fixed, names);
      empty = false;
    }
    if (empty) {
      writeEmptyResult(xml, report.hasExamination());
    }
    xml.endElement().endElement().endDocument();
  }

  /** The test counts of a suite. */
  private record Counts(long tests, long failures, long skipped) {

    static Counts of(WorkflowView workflow) {
      var steps = workflow.steps();
      return new Counts(
          steps.size(),
          steps.stream().filter(step -> step.status() == StepStatus.FAILED).count(),
          steps.stream().filter(step -> isSkipped(step.status())).count());
    }

    static Counts of(Report report, GateFailures gates) {
      long total = 0;
      long failures = 0;
      for (ReportedFinding finding : report.allFindings()) {
        total++;
        failures += gates.includes(finding) ? 1 : 0;
      }
      long fixed = Math.min(MAX_FIXED, report.source().states().fixed());
      return total + fixed == 0
          ? new Counts(1, 0, report.hasExamination() ? 0 : 1)
          : new Counts(total + fixed, failures, total - failures);
    }

    Counts plus(Counts other) {
      return new Counts(tests + other.tests, failures + other.failures, skipped + other.skipped);
    }

    void write(XmlWriter xml) throws IOException {
      xml.attribute("tests", Long.toString(tests))
          .attribute("failures", Long.toString(failures))
          .attribute("errors", "0")
          .attribute("skipped", Long.toString(skipped));
    }
  }

  private static boolean isSkipped(StepStatus status) {
    return status != StepStatus.COMPLETED && status != StepStatus.FAILED;
  }

  private static void startSuite(
      XmlWriter xml, WorkflowView workflow, String name, Counts counts, long millis)
      throws IOException {
    xml.startElement("testsuite", "name", name);
    counts.write(xml);
    xml.attribute("time", DurationFormatter.formatSeconds(millis))
        .attribute(
            "timestamp",
            WorkflowMetadata.formatTime(DurationFormatter.startTime(workflow)).replace("Z", ""));
  }

  /** Writes the commit, the scope and the coverage as properties of the suite. */
  private static void writeProperties(
      XmlWriter xml, Map<String, String> facts, @Nullable TargetScope scope, List<CoverageRow> rows)
      throws IOException {
    if (facts.isEmpty() && scope == null && rows.isEmpty()) {
      return;
    }
    xml.startElement("properties");
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      xml.startElement("property", "name", fact.getKey(), "value", fact.getValue()).endElement();
    }
    if (scope != null) {
      xml.startElement("property", "name", "scope", "value", scope.describe()).endElement();
    }
    for (CoverageRow row : rows) {
      xml.startElement("property", "name", "coverage: " + row.language(), "value", row.sentence())
          .endElement();
    }
    xml.endElement();
  }

  private static void writeStep(XmlWriter xml, StepView step) throws IOException {
    long millis = step.durationMs() == null ? 0 : step.durationMs();
    xml.startElement(
        "testcase",
        "name",
        step.name(),
        "classname",
        "pawl.steps",
        "time",
        DurationFormatter.formatSeconds(millis));
    if (step.status() == StepStatus.FAILED) {
      String message = step.error() == null ? "failed" : step.error();
      xml.startElement("failure", "message", message, "type", step.command())
          .text(message)
          .endElement();
    } else if (isSkipped(step.status())) {
      xml.startElement("skipped", "message", step.status().value()).endElement();
    }
    xml.endElement();
  }

  private static void writeFinding(
      XmlWriter xml, ReportedFinding reported, GateFailures gates, UniqueNames names)
      throws IOException {
    Finding finding = reported.finding();
    String name = startTest(xml, finding, names);
    String severity = Report.displayName(finding.severity());
    if (gates.includes(reported)) {
      xml.startElement(
          "failure", "message", TextSanitizer.truncate(finding.message(), 500), "type", severity);
      xml.text(name + " (" + reported.describeState() + ")\n" + finding.message());
    } else if (finding.suppression() != null) {
      xml.startElement("skipped", "message", suppressedMessage(finding, finding.suppression()));
    } else {
      xml.startElement(
          "skipped",
          "message",
          "%s (%s): %s"
              .formatted(
                  severity,
                  reported.describeState(),
                  TextSanitizer.truncate(finding.message(), 500)));
    }
    xml.endElement().endElement();
  }

  /** Writes a finding that the workflow has fixed as a test that passes. */
  private static void writeFixed(XmlWriter xml, Finding finding, UniqueNames names)
      throws IOException {
    startTest(xml, finding, names);
    xml.startElement("system-out").text("fixed: " + finding.message()).endElement().endElement();
  }

  private static String startTest(XmlWriter xml, Finding finding, UniqueNames names)
      throws IOException {
    FindingLocation location = FindingLocation.of(finding);
    String name = finding.file() + ":" + location.line() + ":" + Report.qualifiedRule(finding);
    xml.startElement(
        "testcase",
        "name",
        names.makeUnique(finding.file(), name),
        "classname",
        finding.file(),
        "file",
        finding.file(),
        "line",
        Integer.toString(location.lineOrFirst()),
        "time",
        DurationFormatter.formatSeconds(0));
    return name;
  }

  private static String suppressedMessage(Finding finding, Suppression suppression) {
    String reason = suppression.reason() == null ? "" : ": " + suppression.reason();
    return TextSanitizer.truncate(
        "suppressed by %s%s; %s".formatted(suppression.by(), reason, finding.message()), 500);
  }

  private static void writeEmptyResult(XmlWriter xml, boolean examined) throws IOException {
    xml.startElement(
        "testcase",
        "name",
        examined ? "nothing found" : "not examined",
        "classname",
        "pawl.findings",
        "time",
        DurationFormatter.formatSeconds(0));
    if (!examined) {
      xml.startElement("skipped", "message", "No examination has finished.").endElement();
    }
    xml.endElement();
  }
}
