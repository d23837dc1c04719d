package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workflow.StepLogs;
import dev.pawl.workspace.Folders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@PawlTest
class GenerateReportTests {

  @Autowired Pawl pawl;
  @Autowired StepLogs logs;

  @Test
  void writesTheReportsInEveryFormatBesideTheLogs() {
    Path target = pawl.newTarget();
    Folders.write(target, "A.java", "import java.util.List;\nclass A {}\n");

    JsonNode done = pawl.run(target, "\"commands\": [\"verify\", \"report/generate\"]");

    String id = done.get("workflow_id").asString();
    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    Path folder = logs.folder(id).resolve("reports");
    for (Format format : Format.values()) {
      Path file = folder.resolve(format.file());
      if (format == Format.DIFF) {
        assertThat(file).as("nothing was changed").isEmptyFile();
      } else {
        assertThat(file).isNotEmptyFile();
      }
    }
    assertThat(Folders.read(folder, "report.text")).contains("Workflow ID: " + id, "verify: ");
    JsonNode json = JsonMapper.shared().readTree(Folders.read(folder, "report.json"));
    assertThat(json.get("findings").get(0).get("severity").asString()).isEqualTo("info");
  }
}
