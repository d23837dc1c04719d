package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.FindingCounts;
import dev.pawl.workflow.Metadata;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Writes the workflow as JUnit XML: one suite with a test for each step, and one with a test for each finding. Errors
 * and warnings are failures. Notes are skipped tests, so that a CI server shows them without failing the build.
 */
@Component
class JunitRenderer implements Renderer {

  @Override
  public Format format() {
    return Format.JUNIT;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    WorkflowView workflow = report.workflow();
    FindingCounts counts = report.evidence().counts();
    Counts steps = Counts.of(workflow);
    Counts findings = Counts.of(report, counts);
    var xml = new XmlWriter(out);
    xml.start("testsuites", "name", "Pawl " + workflow.workflowId());
    steps.plus(findings).write(xml);
    xml.attribute("time", Durations.seconds(Durations.of(workflow)));
    suite(xml, workflow, "steps", steps, Durations.of(workflow));
    for (StepView step : workflow.steps()) {
      step(xml, step);
    }
    xml.end();
    suite(xml, workflow, "findings", findings, 0);
    var names = new Repeats();
    boolean none = true;
    for (Finding finding : report.findings()) {
      finding(xml, report, finding, names);
      none = false;
    }
    if (none) {
      none(xml, report.verified());
    }
    xml.end().end().finish();
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

    static Counts of(Report report, FindingCounts counts) {
      return counts.all() == 0
          ? new Counts(1, 0, report.verified() ? 0 : 1)
          : new Counts(counts.all(), counts.errors() + counts.warnings(), counts.infos());
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

  private static void suite(
      XmlWriter xml, WorkflowView workflow, String name, Counts counts, long millis)
      throws IOException {
    xml.start("testsuite", "name", name);
    counts.write(xml);
    xml.attribute("time", Durations.seconds(millis))
        .attribute("timestamp", Metadata.text(Durations.start(workflow)).replace("Z", ""));
  }

  private static void step(XmlWriter xml, StepView step) throws IOException {
    long millis = step.durationMs() == null ? 0 : step.durationMs();
    xml.start(
        "testcase",
        "name",
        step.name(),
        "classname",
        "pawl.steps",
        "time",
        Durations.seconds(millis));
    if (step.status() == StepStatus.FAILED) {
      String why = step.error() == null ? "failed" : step.error();
      xml.start("failure", "message", why, "type", step.command()).text(why).end();
    } else if (isSkipped(step.status())) {
      xml.start("skipped", "message", step.status().word()).end();
    }
    xml.end();
  }

  private static void finding(XmlWriter xml, Report report, Finding finding, Repeats names)
      throws IOException {
    Place place = report.place(finding);
    String name = finding.file() + ":" + place.line() + ":" + Report.rule(finding);
    xml.start(
        "testcase",
        "name",
        names.unique(finding.file(), name),
        "classname",
        finding.file(),
        "file",
        finding.file(),
        "line",
        Integer.toString(place.someLine()),
        "time",
        Durations.seconds(0));
    if (finding.severity() == Severity.INFO) {
      xml.start("skipped", "message", finding.message());
    } else {
      String type = finding.severity().name().toLowerCase(Locale.ROOT);
      xml.start("failure", "message", Characters.cut(finding.message(), 500), "type", type);
      xml.text(name + "\n" + finding.message());
    }
    xml.end().end();
  }

  private static void none(XmlWriter xml, boolean verified) throws IOException {
    xml.start(
        "testcase",
        "name",
        verified ? "nothing found" : "not verified",
        "classname",
        "pawl.findings",
        "time",
        Durations.seconds(0));
    if (!verified) {
      xml.start("skipped", "message", "No verification has finished.").end();
    }
    xml.end();
  }
}
