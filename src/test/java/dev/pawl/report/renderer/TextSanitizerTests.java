package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextSanitizerTests {

  private static final String RIGHT_TO_LEFT = Character.toString(0x202E);
  private static final String ESCAPE = Character.toString(0x1B);

  @ParameterizedTest
  @CsvSource({
    "202E, \\u202E",
    "1B, \\u001B",
    "2066, \\u2066",
    "7F, \\u007F",
    "9B, \\u009B",
    "0, \\u0000",
    "D83D, \\uD83D"
  })
  void showsEscapes(String character, String escaped) {
    String text = "a" + (char) Integer.parseInt(character, 16) + "b";

    assertThat(TextSanitizer.replaceInvalid(text)).isEqualTo("a" + escaped + "b");
  }

  @Test
  void keepsOtherTexts() {
    String text = "tab\t, line\r\n, \u00e9, \u65E5\u672C, \uD83D\uDE00, \u200D";

    assertThat(TextSanitizer.replaceInvalid(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIFF")
  void isAppliedInEveryReport(ReportFormat format) {
    String name = "a" + RIGHT_TO_LEFT + "b" + ESCAPE + "c.java";
    var finding =
        Finding.at(
            name,
            1,
            1,
            Severity.ERROR,
            "to" + ESCAPE + "ol",
            "ru" + RIGHT_TO_LEFT + "le",
            "of " + name);
    var report =
        new Report(
            ReportFixtures.workflow(WorkflowStatus.FAILED, false, Target.directory("/srv/" + name)),
            new ReportFixtures.TestReportSource(1, number -> finding));

    String text = ReportFixtures.renderText(format, report);

    assertThat(text).doesNotContain(RIGHT_TO_LEFT).doesNotContain(ESCAPE);
    if (format != ReportFormat.TEXT) {
      assertThat(text.toUpperCase()).containsAnyOf("U202E", "%E2%80%AE");
    }
  }
}
