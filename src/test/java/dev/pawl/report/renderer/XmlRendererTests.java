package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.gate.Gate;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView.VerdictView;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Tests the JUnit and Checkstyle formats with a strict XML parser. */
class XmlRendererTests {

  private static Document parse(ReportFormat format, Report report) throws Exception {
    byte[] bytes = ReportFixtures.render(format, report);
    assertThat((char) bytes[0]).as("no byte-order mark").isEqualTo('<');
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));
  }

  private static List<Element> elements(Element parent, String name) {
    var nodes = parent.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static int intAttribute(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0",
    "COMPLETED, 1",
    "COMPLETED, 400",
    "COMPLETED, 30000",
    "FAILED, 0",
    "FAILED, 1",
    "FAILED, 30000",
    "RUNNING, 0",
    "RUNNING, 30000",
    "QUEUED, 0"
  })
  void writesMatchingCountsInJunit(WorkflowStatus status, int findings) throws Exception {
    Element root =
        parse(ReportFormat.JUNIT, ReportFixtures.report(status, findings)).getDocumentElement();

    assertThat(root.getTagName()).isEqualTo("testsuites");
    var suites = elements(root, "testsuite");
    assertThat(suites)
        .extracting(suite -> suite.getAttribute("name"))
        .containsExactly("steps", "findings");
    var counted = new ArrayList<>(suites);
    counted.add(root);
    for (Element suite : counted) {
      assertThat(elements(suite, "testcase")).hasSize(intAttribute(suite, "tests"));
      assertThat(elements(suite, "failure")).hasSize(intAttribute(suite, "failures"));
      assertThat(elements(suite, "skipped")).hasSize(intAttribute(suite, "skipped"));
      assertThat(elements(suite, "error")).hasSize(intAttribute(suite, "errors"));
      assertThat(suite.getAttribute("time")).matches("\\d+\\.\\d{3}");
    }
    assertThat(intAttribute(suites.get(1), "tests")).isEqualTo(Math.max(1, findings));
    assertThat(intAttribute(suites.get(0), "failures"))
        .isEqualTo(status == WorkflowStatus.FAILED ? 1 : 0);
    var names = new HashSet<String>();
    for (Element test : elements(root, "testcase")) {
      assertThat(names.add(test.getAttribute("classname") + test.getAttribute("name"))).isTrue();
      assertThat(test.getAttribute("classname")).isNotEmpty();
      assertThat(test.getAttribute("time")).matches("\\d+\\.\\d{3}");
    }
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED, false", "QUEUED, true"})
  void passesInJunitOnlyAfterVerification(WorkflowStatus status, boolean skipped) throws Exception {
    Element root = parse(ReportFormat.JUNIT, ReportFixtures.report(status, 0)).getDocumentElement();
    Element findings = elements(root, "testsuite").get(1);

    assertThat(elements(findings, "testcase")).hasSize(1);
    assertThat(elements(findings, "skipped").isEmpty()).isNotEqualTo(skipped);
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0",
    "COMPLETED, 1",
    "COMPLETED, 400",
    "COMPLETED, 30000",
    "FAILED, 400",
    "RUNNING, 400"
  })
  void writesOneCheckstyleErrorPerFinding(WorkflowStatus status, int findings) throws Exception {
    Report report = ReportFixtures.report(status, findings);
    Element root = parse(ReportFormat.CHECKSTYLE, report).getDocumentElement();

    assertThat(root.getTagName()).isEqualTo("checkstyle");
    assertThat(root.getAttribute("version")).isEqualTo("4.3");
    var errors = elements(root, "error");
    assertThat(errors).hasSize(findings);
    var files = new HashSet<String>();
    elements(root, "file")
        .forEach(file -> assertThat(files.add(file.getAttribute("name"))).isTrue());
    int index = 0;
    for (ReportedFinding reported : report.findings()) {
      Finding finding = reported.finding();
      Element error = errors.get(index++);
      Element file = (Element) error.getParentNode();
      assertThat(file.getAttribute("name")).isEqualTo(finding.file());
      assertThat(intAttribute(error, "line")).isPositive();
      assertThat(error.getAttribute("severity")).isIn("error", "warning", "info");
      assertThat(error.getAttribute("source")).isEqualTo(finding.tool() + "." + finding.rule());
      assertThat(error.getAttribute("message").replaceAll("\\s|\\\\u[0-9A-F]{4}", ""))
          .isEqualTo(finding.message().replaceAll("[\\s\u0007\u001b\u007f\u0085\uFFFF]", ""));
    }
  }

  @ParameterizedTest
  @CsvSource("COMPLETED")
  void keepsMessagesInJunit(WorkflowStatus status) throws Exception {
    Report report = ReportFixtures.report(status, 40);
    Element root = parse(ReportFormat.JUNIT, report).getDocumentElement();
    String failures =
        String.join("", elements(root, "failure").stream().map(Element::getTextContent).toList());

    assertThat(failures)
        .contains(
            "two\nlines\nand\ttabs",
            "]]> and of a comment: -->",
            "an emoji \uD83D\uDE00",
            "<script>alert(1)</script>",
            "long long long");
  }

  private static Report reportWithVerdict(VerdictView verdict) {
    var source = ReportFixtures.of(2000);
    return new Report(
        ReportFixtures.workflow(WorkflowStatus.COMPLETED, false, Target.directory("/srv/a")),
        new ReportFixtures.ReportSourceWithVerdicts(
            source, List.of(verdict), Set.of("%040x".formatted(0), "%040x".formatted(3))));
  }

  @ParameterizedTest
  @CsvSource({
    "ERRORS, AT_MOST, 900, ALL, true, 0",
    "WARNINGS, AT_MOST, 9000, ALL, true, 0",
    "ERRORS, AT_MOST, 0, ALL, false, 667",
    "WARNINGS, LESS_THAN, 5, ALL, false, 667",
    "FINDINGS, AT_MOST, 0, ALL, false, 2000",
    "ERRORS, AT_MOST, 0, NEW, false, 665",
    "NEW_FINDINGS, AT_MOST, 0, ALL, false, 1998",
    "FINDINGS, MORE_THAN, 3000, ALL, false, 0",
    "MAX_COMPLEXITY, AT_MOST, 5, ALL, false, 0"
  })
  void failsInJunitOnlyForFindingsThatMakeAGateFail(
      Gate.Metric metric,
      Gate.Operator operator,
      long threshold,
      Gate.Scope on,
      boolean passed,
      int failures)
      throws Exception {
    var gate = new Gate(metric, operator, threshold, on);
    Report report = reportWithVerdict(new VerdictView(gate.text(), passed, gate));
    Element findings =
        elements(parse(ReportFormat.JUNIT, report).getDocumentElement(), "testsuite").get(1);

    assertThat(intAttribute(findings, "failures")).isEqualTo(failures);
    assertThat(elements(findings, "failure")).hasSize(failures);
    assertThat(elements(findings, "testcase")).hasSize(2000);
  }
}
