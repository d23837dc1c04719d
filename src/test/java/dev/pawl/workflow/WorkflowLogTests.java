package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

@PawlTest
@ExtendWith(OutputCaptureExtension.class)
class WorkflowLogTests {

  @Autowired PawlClient pawl;

  private static List<String> lines(CapturedOutput output, String what, String id) {
    return output.getAll().lines().filter(line -> line.contains(what + ": " + id)).toList();
  }

  @Test
  void logsTheStartAndTheEndOfEachWorkflowOnce(CapturedOutput output) {
    pawl.writeScriptCommand("signal/broken", "writes: out.txt\n", "exit 3");
    var ids = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      Path target = pawl.newTrustedTarget();
      TestFiles.write(target, "a.txt", "a\n");
      String command = i % 4 == 0 ? "signal/broken" : "verify";
      ids.add(
          pawl.submit(target, "\"type\": \"custom\", \"commands\": [\"%s\"]".formatted(command)));
    }

    for (String id : ids) {
      JsonNode ended = pawl.awaitEnd(id);
      // The line is written after the commit that the client sees.
      Awaitility.await().until(() -> !lines(output, "Workflow ended", id).isEmpty());
      String target =
          ended.get("target").isObject()
              ? ended.get("target").path("path").asString()
              : ended.get("target").asString();
      assertThat(lines(output, "Workflow started", id))
          .singleElement()
          .asString()
          .contains("INFO " + id, "target " + target, "type custom", "node ");
      assertThat(lines(output, "Workflow ended", id))
          .singleElement()
          .asString()
          .contains("INFO " + id, "target " + target, "type custom")
          .contains("status " + ended.get("status").asString())
          .contains("reason " + ended.get("ended_reason").asString())
          .matches(".*, duration \\d+ ms");
    }
    assertThat(output).contains("status failed, reason step_failed", "status completed");
  }
}
