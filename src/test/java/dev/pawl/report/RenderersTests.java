package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workspace.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RenderersTests {

  private static final int MOST_ALIVE = 2000;

  @ParameterizedTest
  @EnumSource
  void writeWhateverStatusAWorkflowHasAndHoweverMuchItFound(Format format)
      throws CharacterCodingException {
    for (WorkflowStatus status : WorkflowStatus.values()) {
      for (int findings : new int[] {0, 1, 40}) {
        byte[] bytes = Evidences.bytes(format, Evidences.report(status, findings));

        assertThat(bytes).as("%s, %s, %s", format, status, findings).isNotEmpty();
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepNoMoreFindingsThanPeopleRead(Format format) throws IOException {
    var made = new ArrayList<WeakReference<Finding>>();
    var most = new int[1];
    var evidence =
        new Evidences.Given(
            30_000,
            number -> {
              if (number % 10_000 == 9_999) {
                System.gc();
                made.removeIf(finding -> finding.get() == null);
                most[0] = Math.max(most[0], made.size());
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
              made.add(new WeakReference<>(finding));
              return finding;
            });
    var report =
        new Report(
            Evidences.workflow(WorkflowStatus.COMPLETED, false, Target.directory("/a")), evidence);

    Evidences.renderer(format).render(report, OutputStream.nullOutputStream());

    assertThat(most[0]).isLessThan(MOST_ALIVE);
  }

  @Test
  void sayWhyAWorkflowFailedInTheFormatsForPeople() {
    Report failed = Evidences.report(WorkflowStatus.FAILED, 3);

    assertThat(Evidences.text(Format.TEXT, failed))
        .contains(
            "Failures:\n  verify: gates failed",
            "Error Report:\n",
            "  Stage: quality_gates\n",
            "  Kind: syntax\n",
            "    line one\n",
            "  - Fix the reported findings.\n");
    assertThat(Evidences.text(Format.MARKDOWN, failed))
        .contains("What failed", "`quality_gates`", "line one", "Fix the reported findings");
    assertThat(Evidences.text(Format.HTML, failed))
        .contains("What failed", "quality_gates", "line one", "Fix the reported findings.");
  }

  @Test
  void putFindingsWhereTheReaderHasTheFile() {
    var now = Evidences.workflow(WorkflowStatus.COMPLETED, false, Target.directory("/a"));
    var dry = Evidences.workflow(WorkflowStatus.COMPLETED, true, Target.directory("/a"));
    var sent = Evidences.workflow(WorkflowStatus.COMPLETED, false, Target.uploaded("x"));
    var git =
        Evidences.workflow(
            WorkflowStatus.COMPLETED,
            false,
            Target.repository(new Target.Git("https://x/y", null, null, null)));
    var failed = Evidences.workflow(WorkflowStatus.FAILED, false, Target.directory("/a"));
    Finding moved = Finding.at("a", 7, 3, Severity.INFO, "t", "r", "m").until(9, 4).submittedAt(5);
    Finding added = Finding.at("a", 7, 3, Severity.INFO, "t", "r", "m");

    assertThat(new Report(now, Evidences.of(0)).place(moved)).isEqualTo(new Place(7, 3, 9, 4));
    for (var workflow : List.of(dry, sent, git, failed)) {
      Report report = new Report(workflow, Evidences.of(0));
      assertThat(report.place(moved)).isEqualTo(new Place(5, 0, 7, 0));
      assertThat(report.place(added).line()).isEqualTo(7);
    }
  }

  @Test
  void writeAnnotationsOfOneLineEach() {
    String text = Evidences.text(Format.GITHUB, Evidences.report(WorkflowStatus.COMPLETED, 400));
    var lines = text.lines().toList();

    assertThat(lines).hasSize(401);
    assertThat(lines).allMatch(line -> line.matches("::(error|warning|notice) [\\t\\P{Cntrl}]*"));
    assertThat(text)
        .contains(
            "file=a b/100%25 c#d?-0.java,",
            "file=odd%3Aname%2C`|`<i>-0.java,",
            "::two%0Alines%0D%0Aand\ttabs\n",
            "::::error::%250A100%25 sure, a:b,c\n");
  }
}
