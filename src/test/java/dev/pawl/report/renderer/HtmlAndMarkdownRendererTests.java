package dev.pawl.report.renderer;

import static dev.pawl.report.renderer.ReportFixtures.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowStatus;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the formats for human readers: HTML and Markdown. */
class HtmlAndMarkdownRendererTests {

  private static String html(WorkflowStatus status, int findings) {
    return ReportFixtures.renderText(ReportFormat.HTML, ReportFixtures.report(status, findings));
  }

  private static String markdown(WorkflowStatus status, int findings) {
    return ReportFixtures.renderText(
        ReportFormat.MARKDOWN, ReportFixtures.report(status, findings));
  }

  @Test
  void writesSelfContainedHtml() {
    String page = html(WorkflowStatus.FAILED, 400);

    assertThat(page).doesNotContain("<script", "<link", "<img", "<iframe", "@import", "url(");
    assertThat(page).doesNotContainPattern("(?i)(src|href)=\"(?!/api/v1/workflows/)");
    assertThat(page).doesNotContainPattern("<[^>]*\\son\\w+=");
  }

  @Test
  void escapesHtmlTags() {
    String page = html(WorkflowStatus.FAILED, 400);

    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "src/A &lt;b&gt;.java", "/srv/&lt;a&gt;")
        .doesNotContain("<b>", "<i>", "<a>");
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0, Completed successfully",
    "COMPLETED, 30000, 'Completed, but 10000 errors are left'",
    "FAILED, 1, Failed: a gate failed",
    "RUNNING, 1, Still running",
    "QUEUED, 0, Waiting in the queue",
    "CANCELLED, 0, Cancelled",
    "ROLLED_BACK, 0, Rolled back"
  })
  void startsWithHeadline(WorkflowStatus status, int findings, String headline) {
    assertThat(html(status, findings)).containsPattern("(?s)<h1[^>]*>" + Pattern.quote(headline));
    assertThat(markdown(status, findings).lines().findFirst().orElseThrow().replace("\\", ""))
        .startsWith("## ")
        .contains(headline);
  }

  @Test
  void describesChangesAndNextSteps() {
    assertThat(html(WorkflowStatus.COMPLETED, 0))
        .contains("3 files were changed, in the target itself.", ID + "/rollback reverts them.");
    var dryRun = ReportFixtures.workflow(WorkflowStatus.COMPLETED, true, Target.directory("/a"));
    assertThat(
            ReportFixtures.renderText(ReportFormat.TEXT, new Report(dryRun, ReportFixtures.of(0))))
        .contains("3 files would change; this was a dry run", ID + "/publication");
    var uploaded = ReportFixtures.workflow(WorkflowStatus.COMPLETED, false, Target.uploaded("a"));
    assertThat(
            ReportFixtures.renderText(
                ReportFormat.TEXT, new Report(uploaded, ReportFixtures.of(0))))
        .contains(
            "the target is unchanged, and the result can be downloaded.", ID + "/result returns");
    assertThat(html(WorkflowStatus.CANCELLED, 0)).contains("The target is unchanged.");
    assertThat(html(WorkflowStatus.RUNNING, 0)).contains("so far, in a private copy");
  }

  @Test
  void ordersSectionsByImportance() {
    assertThat(html(WorkflowStatus.FAILED, 40))
        .containsSubsequence(
            "id=\"verdict\"",
            "id=\"failure\"",
            "id=\"timeline\"",
            "id=\"gates\"",
            "id=\"findings\"",
            "id=\"changes\"",
            "id=\"events\"");
  }

  @Test
  void reportsNumberOfOmittedFindings() {
    assertThat(html(WorkflowStatus.COMPLETED, 30_000))
        .contains("10000 errors, 10000 warnings and 10000 notes")
        .contains("29500 more findings.");
    assertThat(markdown(WorkflowStatus.COMPLETED, 30_000)).contains("more findings");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 400, 30_000})
  void respectsCommentLengthLimit(int findings) {
    for (WorkflowStatus status : WorkflowStatus.values()) {
      assertThat(markdown(status, findings).length()).isLessThan(65_536);
    }
  }

  @Test
  void countsEveryFindingOnce() {
    for (int maxFindings : new int[] {1, 10, 100, 1000}) {
      Report report = ReportFixtures.report(WorkflowStatus.COMPLETED, 400);
      FindingSelection sample = FindingSelection.select(report, maxFindings, 7);

      var files = Stream.concat(sample.failing().stream(), sample.files().stream()).toList();
      long shown = files.stream().mapToLong(file -> file.findings().size()).sum();
      assertThat(shown).isLessThanOrEqualTo(maxFindings).isPositive();
      assertThat(shown + sample.omitted()).isEqualTo(400);
      assertThat(sample.rules().stream().mapToLong(FindingSelection.RuleCount::count).sum())
          .isEqualTo(400);
      assertThat(files).allMatch(file -> file.findings().size() <= 7);
    }
  }

  @Test
  void selectsErrorsFirst() {
    FindingSelection sample =
        FindingSelection.select(ReportFixtures.report(WorkflowStatus.COMPLETED, 30_000), 50, 10);

    assertThat(sample.failing())
        .flatExtracting(FindingSelection.FileFindings::findings)
        .hasSize(50)
        .allMatch(finding -> finding.severity() == Severity.ERROR);
  }

  @Test
  void listsTheFindingsThatFailAGateFirst() {
    FindingSelection sample =
        FindingSelection.select(ReportFixtures.report(WorkflowStatus.COMPLETED, 60), 100, 10);

    assertThat(sample.failing())
        .flatExtracting(FindingSelection.FileFindings::findings)
        .hasSize(20)
        .allMatch(finding -> finding.severity() == Severity.ERROR);
    assertThat(sample.files())
        .flatExtracting(FindingSelection.FileFindings::findings)
        .hasSize(40)
        .noneMatch(finding -> finding.severity() == Severity.ERROR);
    assertThat(markdown(WorkflowStatus.COMPLETED, 60))
        .containsSubsequence("**Findings that fail a gate**", "**Other findings**");
    assertThat(html(WorkflowStatus.COMPLETED, 60))
        .containsSubsequence("Findings that fail a gate", "Other findings");
  }

  @ParameterizedTest
  @CsvSource({
    "'<b> & | `x` *y*', '&lt;b> &amp; \\| \\`x\\` \\*y\\*'",
    "'# no\nheading', '\\#\u200B no heading'",
    "'@team', '@\u200Bteam'",
    "'[a](http://b)', '\\[a\\](http:\u200B//b)'",
    "'1. not a - list', '1\\. not a - list'",
    "'- nor this', '\\- nor this'",
  })
  void escapesMarkdown(String text, String escaped) {
    assertThat(MarkdownEscaper.escape(text).replace("\\>", ">")).isEqualTo(escaped);
  }

  @ParameterizedTest
  @CsvSource({"a|b, `a\\|b`", "'a`b', '``a`b``'", "'`', '`` ` ``'", "'a\nb', '`a b`'"})
  void formatsInlineCode(String text, String code) {
    assertThat(MarkdownEscaper.inlineCode(text)).isEqualTo(code);
  }

  @Test
  void choosesFenceLongerThanContent() {
    assertThat(MarkdownEscaper.codeBlock("a\n````\n# b"))
        .startsWith("`````text\n")
        .endsWith("\n`````\n");
  }
}
