package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.report.CoverageRow;
import dev.pawl.report.ReportFormat;
import dev.pawl.workflow.WorkflowStatus;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that reports state which files were examined, and why others were not. */
class CoverageRenderingTests {

  /** The formats that consist of nothing but findings or changes. */
  private static final Set<ReportFormat> WITHOUT_COVERAGE =
      EnumSet.of(ReportFormat.GITLAB, ReportFormat.DIFF);

  private static String render(ReportFormat format) {
    byte[] report =
        ReportFixtures.render(format, ReportFixtures.report(WorkflowStatus.COMPLETED, 3));
    return new String(report, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void everyFormatStatesTheToolsAndReasons(ReportFormat format) {
    if (WITHOUT_COVERAGE.contains(format)) {
      return;
    }
    String plain = render(format).replace("\\-", "-").replace("\\_", "_").replace("\\.", ".");

    assertThat(plain)
        .contains("java", "google-java-format", "1.28.0", "pom.xml")
        .contains("python", "nothing in the target asks for it")
        .contains("a template, not checked")
        .contains("only a pointer to git LFS");
  }

  @Test
  void textStatesEachLanguageInOneLine() {
    assertThat(render(ReportFormat.TEXT))
        .contains(
            "Coverage:\n"
                + "  java: 12 files; 9 files checked by java-syntax 25, 2 templates not checked;"
                + " google-java-format 1.28.0, asked for by pom.xml (Spotless) (8 files); a template,"
                + " not checked (2 files); not checked: <b>too deep</b> (1 file); not formatted:"
                + " excluded by pom.xml (Spotless) (4 files)\n"
                + "  python: 3 files; not formatted: nothing in the target asks for it; to ask for"
                + " it: format --with=black; not looked at: no clean-up tool knows it\n"
                + "  other files: 7 files; not examined, unknown extensions: .bin (5), no extension"
                + " (2)\n"
                + "  only a pointer to git LFS: 1 file; not examined\n");
  }

  @Test
  void sarifHasTheCoverageAsData() {
    JsonNode coverage =
        JsonMapper.shared()
            .readTree(render(ReportFormat.SARIF))
            .path("runs")
            .path(0)
            .path("properties")
            .path("coverage");

    assertThat(coverage.path("languages").path(0).path("language").asString()).isEqualTo("java");
    assertThat(coverage.path("languages").path(1).path("formatting").path("state").asString())
        .isEqualTo("not_formatted");
  }

  @Test
  void workflowsWithoutCoverageHaveNoRows() {
    assertThat(CoverageRow.of(null)).isEmpty();
  }
}
