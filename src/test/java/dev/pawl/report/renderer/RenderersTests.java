package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RenderersTests {

  private static final int MAX_REACHABLE = 2000;

  @ParameterizedTest
  @EnumSource
  void rendersEveryStatusAndNumberOfFindings(ReportFormat format) throws CharacterCodingException {
    for (WorkflowStatus status : WorkflowStatus.values()) {
      for (int findings : new int[] {0, 1, 40}) {
        byte[] bytes = ReportFixtures.render(format, ReportFixtures.report(status, findings));

        assertThat(bytes).as("%s, %s, %s", format, status, findings).isNotEmpty();
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsOnlySelectedFindingsInMemory(ReportFormat format) throws IOException {
    var references = new ArrayList<WeakReference<Finding>>();
    var maxReachable = new int[1];
    var source =
        new ReportFixtures.TestReportSource(
            30_000,
            number -> {
              if (number % 10_000 == 9_999) {
                System.gc();
                references.removeIf(finding -> finding.get() == null);
                maxReachable[0] = Math.max(maxReachable[0], references.size());
              }
              var finding =
                  Finding.at(
                      "src/File" + number / 30 + ".java",
                      number % 30 + 1,
                      1,
                      Severity.values()[number % 3],
                      "tool",
                      "Rule" + number % 40,
                      ("message " + number).repeat(20));
              references.add(new WeakReference<>(finding));
              return finding;
            });
    var report =
        new Report(
            ReportFixtures.workflow(WorkflowStatus.COMPLETED, false, Target.directory("/a")),
            source);

    ReportFixtures.renderer(format).render(report, OutputStream.nullOutputStream());

    assertThat(maxReachable[0]).isLessThan(MAX_REACHABLE);
  }

  @Test
  void explainsFailureInReadableFormats() {
    Report failed = ReportFixtures.report(WorkflowStatus.FAILED, 3);

    assertThat(ReportFixtures.renderText(ReportFormat.TEXT, failed))
        .contains(
            "Failures:\n  verify: gates failed",
            "Error Report:\n",
            "  Stage: quality_gates\n",
            "  Kind: syntax\n",
            "    line one\n",
            "  - Fix the reported findings.\n");
    assertThat(ReportFixtures.renderText(ReportFormat.MARKDOWN, failed))
        .contains("What failed", "`quality_gates`", "line one", "Fix the reported findings");
    assertThat(ReportFixtures.renderText(ReportFormat.HTML, failed))
        .contains("What failed", "quality_gates", "line one", "Fix the reported findings.");
  }

  @Test
  void locatesFindings() {
    Finding range = Finding.at("a", 7, 3, Severity.INFO, "t", "r", "m").withEnd(9, 4);

    assertThat(FindingLocation.of(range)).isEqualTo(new FindingLocation(7, 3, 9, 4));
    assertThat(FindingLocation.of(range.movedTo(5))).isEqualTo(new FindingLocation(5, 0, 7, 0));
    assertThat(FindingLocation.of(range.movedTo(7))).isEqualTo(new FindingLocation(7, 3, 9, 4));
    assertThat(FindingLocation.of(Finding.at("a", 0, 0, Severity.INFO, "t", "r", "m")))
        .isEqualTo(new FindingLocation(0, 0, 0, 0));
  }

  @Test
  void writesSingleLineGithubAnnotations() {
    String text =
        ReportFixtures.renderText(
            ReportFormat.GITHUB, ReportFixtures.report(WorkflowStatus.COMPLETED, 400));
    var lines = text.lines().toList();

    assertThat(lines).hasSize(402);
    assertThat(lines).allMatch(line -> line.matches("::(error|warning|notice) [\\t\\P{Cntrl}]*"));
    assertThat(text)
        .contains(
            "file=a b/100%25 c#d?-0.java,",
            "file=odd%3Aname%2C`|`<i>-0.java,",
            "::two%0Alines%0D%0Aand\ttabs\n",
            "::::error::%250A100%25 sure, a:b,c\n");
  }

  @ParameterizedTest
  @EnumSource(value = ReportFormat.class, names = "DIFF", mode = EnumSource.Mode.EXCLUDE)
  void distinguishFindingsByState(ReportFormat format) {
    String text = ReportFixtures.renderText(format, ReportFixtures.reportWithStates());

    switch (format) {
      case TEXT ->
          assertThat(text).contains("1 new, 1 known, 1 in the baseline, 1 resolved, 1 fixed");
      case CHECKSTYLE, GITHUB ->
          assertThat(text).contains("1 fixed", "new", "baseline", "false positive");
      case GITLAB -> assertThat(text).contains("\"state\":\"new\"", "\"state\":\"baseline\"");
      case JSON ->
          assertThat(text)
              .contains(
                  "\"state\":\"new\"", "\"baseline\":true", "read by reflection", "about Fixed");
      case SARIF -> assertThat(text).contains("\"absent\"", "\"new\"", "suppressions");
      case JUNIT -> assertThat(text).contains("(new)", "(baseline)", "fixed: about Fixed");
      case HTML, MARKDOWN -> assertThat(text).contains("new", "baseline", "about Fixed");
      case DIFF -> throw new AssertionError("a diff has no findings");
    }
  }
}
