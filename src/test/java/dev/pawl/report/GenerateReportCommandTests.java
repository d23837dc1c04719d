package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.StepLogStorage;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@PawlTest
class GenerateReportCommandTests {

  @Autowired PawlClient pawl;
  @Autowired StepLogStorage logs;

  @Test
  void writesReportsInAllFormats() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A {}\n");

    JsonNode workflow =
        pawl.submitAndAwaitEnd(target, "\"commands\": [\"verify\", \"report/generate\"]");

    String id = workflow.get("workflow_id").asString();
    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    Path folder = logs.folder(id).resolve("reports");
    for (ReportFormat format : ReportFormat.values()) {
      Path file = folder.resolve(format.fileName());
      if (format == ReportFormat.DIFF) {
        assertThat(file).as("nothing was changed").isEmptyFile();
      } else {
        assertThat(file).isNotEmptyFile();
      }
    }
    assertThat(TestFiles.read(folder, "report.text")).contains("Workflow ID: " + id, "verify: ");
    JsonNode json = JsonMapper.shared().readTree(TestFiles.read(folder, "report.json"));
    assertThat(json.get("findings").get(0).get("severity").asString()).isEqualTo("info");
  }
}
