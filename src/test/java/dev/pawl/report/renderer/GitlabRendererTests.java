package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.workflow.WorkflowStatus;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GitlabRendererTests {

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0",
    "COMPLETED, 1",
    "COMPLETED, 400",
    "COMPLETED, 30000",
    "FAILED, 400",
    "RUNNING, 0"
  })
  void writesRequiredProperties(WorkflowStatus status, int findings) {
    byte[] bytes =
        ReportFixtures.render(ReportFormat.GITLAB, ReportFixtures.report(status, findings));
    assertThat((char) bytes[0]).as("no byte-order mark").isEqualTo('[');
    JsonNode issues = JsonMapper.shared().readTree(bytes);

    assertThat(issues).hasSize(findings);
    var fingerprints = new HashSet<String>();
    for (JsonNode issue : issues) {
      assertThat(fingerprints.add(issue.get("fingerprint").asString())).isTrue();
      assertThat(issue.get("description").isString()).isTrue();
      assertThat(issue.get("check_name").asString()).contains("/");
      assertThat(issue.get("severity").asString()).isIn("critical", "minor", "info");
      assertThat(issue.get("location").get("path").asString())
          .doesNotStartWith("/")
          .doesNotStartWith("./");
      assertThat(issue.get("location").get("lines").get("begin").asInt()).isPositive();
    }
  }

  @Test
  void writesUniqueFingerprintsForFindingsWithoutOne() {
    Finding finding = Finding.at("a b.java", 1, 1, Severity.WARNING, "t", "r", "m");
    var report =
        new Report(
            ReportFixtures.report(WorkflowStatus.COMPLETED, 0).workflow(),
            new ReportFixtures.TestReportSource(3, number -> finding));

    assertThat(
            JsonMapper.shared()
                .readTree(ReportFixtures.render(ReportFormat.GITLAB, report))
                .valueStream()
                .map(issue -> issue.get("fingerprint").asString())
                .distinct())
        .hasSize(3);
  }
}
