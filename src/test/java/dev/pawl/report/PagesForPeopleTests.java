package dev.pawl.report;

import static dev.pawl.report.Evidences.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Severity;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workspace.Target;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the formats for human readers: HTML and Markdown. */
class PagesForPeopleTests {

  private static String html(WorkflowStatus status, int findings) {
    return Evidences.text(Format.HTML, Evidences.report(status, findings));
  }

  private static String markdown(WorkflowStatus status, int findings) {
    return Evidences.text(Format.MARKDOWN, Evidences.report(status, findings));
  }

  @Test
  void needNothingFromElsewhereInHtml() {
    String page = html(WorkflowStatus.FAILED, 400);

    assertThat(page).doesNotContain("<script", "<link", "<img", "<iframe", "@import", "url(");
    assertThat(page).doesNotContainPattern("(?i)(src|href)=\"(?!/api/v1/workflows/)");
    assertThat(page).doesNotContainPattern("<[^>]*\\son\\w+=");
  }

  @Test
  void holdNoTagOfOthersInHtml() {
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
  void sayFirstWhatHappened(WorkflowStatus status, int findings, String headline) {
    assertThat(html(status, findings)).containsPattern("(?s)<h1[^>]*>" + Pattern.quote(headline));
    assertThat(markdown(status, findings).lines().findFirst().orElseThrow().replace("\\", ""))
        .startsWith("## ")
        .contains(headline);
  }

  @Test
  void sayWhatChangedAndWhatToDo() {
    assertThat(html(WorkflowStatus.COMPLETED, 0))
        .contains("3 files were changed, in the target itself.", ID + "/rollback reverts them.");
    var dry = Evidences.workflow(WorkflowStatus.COMPLETED, true, Target.directory("/a"));
    assertThat(Evidences.text(Format.TEXT, new Report(dry, Evidences.of(0))))
        .contains("3 files would change; this was a dry run", "run the workflow without dry_run.");
    var sent = Evidences.workflow(WorkflowStatus.COMPLETED, false, Target.uploaded("a"));
    assertThat(Evidences.text(Format.TEXT, new Report(sent, Evidences.of(0))))
        .contains(
            "the target is unchanged, and the result can be downloaded.", ID + "/result returns");
    assertThat(html(WorkflowStatus.CANCELLED, 0)).contains("The target is unchanged.");
    assertThat(html(WorkflowStatus.RUNNING, 0)).contains("so far, in a private copy");
  }

  @Test
  void haveTheirPartsInTheOrderOfTheirWorthInHtml() {
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
  void sayHowManyFindingsAreNotShown() {
    assertThat(html(WorkflowStatus.COMPLETED, 30_000))
        .contains("10000 errors, 10000 warnings and 10000 notes")
        .contains("more findings in this file", "more findings in other files.");
    assertThat(markdown(WorkflowStatus.COMPLETED, 30_000)).contains("more findings");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 400, 30_000})
  void stayWithinWhatACommentMayHold(int findings) {
    for (WorkflowStatus status : WorkflowStatus.values()) {
      assertThat(markdown(status, findings).length()).isLessThan(65_536);
    }
  }

  @Test
  void countEveryFindingOnceShownOrNot() {
    for (int most : new int[] {1, 10, 100, 1000}) {
      Report report = Evidences.report(WorkflowStatus.COMPLETED, 400);
      FindingSample sample = FindingSample.of(report, most, 7);

      long shown = sample.files().stream().mapToLong(file -> file.shown().size()).sum();
      assertThat(shown).isLessThanOrEqualTo(most).isPositive();
      assertThat(shown + sample.rest()).isEqualTo(400);
      assertThat(sample.rules().stream().mapToLong(FindingSample.RuleCount::count).sum())
          .isEqualTo(400);
      assertThat(sample.files()).allMatch(file -> file.shown().size() <= 7);
    }
  }

  @Test
  void showErrorsBeforeAnythingElseWhenThereIsNoRoomForAll() {
    FindingSample sample =
        FindingSample.of(Evidences.report(WorkflowStatus.COMPLETED, 30_000), 50, 10);

    assertThat(sample.files())
        .flatExtracting(FindingSample.InFile::shown)
        .hasSize(50)
        .allMatch(one -> one.severity() == Severity.ERROR);
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
  void takeFromTextsWhatTheyMightMeanInMarkdown(String text, String escaped) {
    assertThat(Markdown.text(text).replace("\\>", ">")).isEqualTo(escaped);
  }

  @ParameterizedTest
  @CsvSource({"a|b, `a\\|b`", "'a`b', '``a`b``'", "'`', '`` ` ``'", "'a\nb', '`a b`'"})
  void fenceCodeInMarkdown(String text, String code) {
    assertThat(Markdown.code(text)).isEqualTo(code);
  }

  @Test
  void letNoLogEndItsFenceInMarkdown() {
    assertThat(Markdown.block("a\n````\n# b")).startsWith("`````text\n").endsWith("\n`````\n");
  }
}
