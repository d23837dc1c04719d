package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests findings of a team's own linter, which a command file runs: they are the same as those of built-in tools. */
@PawlTest
class CommandFindingsTests {

  private static final String LINTER =
      """
      ---
      description: Finds open tasks
      run: [grep, -rnH, --include=*.txt, "TASK [0-9]", .]
      findings:
        pattern: '^(?<file>[^:]+):(?<line>\\d+):(?<message>(?<rule>TASK) \\d+.*)$'
        tool: tasks
        exit-codes: [0, 1]
      ---
      Finds lines with the number of a task.
      """;

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void writeTheCommandAndATarget() {
    pawl.writeCommand("team/tasks", LINTER);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> pawl.get("/api/v1/commands/team/tasks").body().contains("\"findings\":{"));
    target = pawl.newTarget();
    TestFiles.write(target, "src/a.txt", "one  \nTASK 1 is open\n");
    TestFiles.write(target, "src/b.txt", "TASK 2\n");
  }

  private String submit(String fields) {
    JsonNode done = pawl.submitAndAwaitEnd(target, fields);
    return "/api/v1/workflows/" + done.get("workflow_id").asString();
  }

  private List<String> findings(String workflow) {
    return pawl.get(workflow + "/findings")
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("finding"))
        .map(finding ->
            "%s:%d %s/%s %s"
                .formatted(
                    finding.get("file").asString(),
                    finding.get("line").asInt(),
                    finding.get("tool").asString(),
                    finding.get("rule").asString(),
                    finding.get("severity").asString()))
        .toList();
  }

  @Test
  void areListedAndReported() {
    String workflow = submit("\"commands\": [\"team/tasks\"]");

    assertThat(findings(workflow))
        .containsExactly("src/a.txt:2 tasks/TASK warning", "src/b.txt:1 tasks/TASK warning");
    assertThat(pawl.get(workflow + "/report?format=markdown").body()).contains("TASK 1 is open");
    assertThat(pawl.get(workflow + "/report?format=sarif").body())
        .contains("\"TASK 2\"", "src/b.txt");
  }

  @Test
  void countInGates() {
    String gate =
        "\"commands\": [\"team/tasks\"], \"gates\": [{\"metric\": \"warnings\", \"operator\":"
            + " \"<=\", \"threshold\": %d}]";

    JsonNode failed = pawl.submitAndAwaitEnd(target, gate.formatted(1));
    JsonNode passed = pawl.submitAndAwaitEnd(target, gate.formatted(2));

    assertThat(failed.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(passed.get("status").asString()).isEqualTo("completed");
  }

  @Test
  void haveRulesWhoseSeveritiesCanBeSet() {
    String workflow =
        submit(
            "\"commands\": [\"team/tasks\"], \"rules\": {\"tasks/*\": \"error\"}, \"overrides\":"
                + " [{\"paths\": [\"src/b.txt\"], \"rules\": {\"tasks/TASK\": \"off\"}}]");

    assertThat(findings(workflow)).containsExactly("src/a.txt:2 tasks/TASK error");
    assertThat(pawl.get("/api/v1/rules?tool=tasks").json().get("items").get(0).get("id").asString())
        .isEqualTo("tasks/*");
  }

  @Test
  void areLimitedToTheScope() throws Exception {
    TestFiles.commitAll(target);
    TestFiles.write(target, "src/c.txt", "TASK 3\n");

    assertThat(
            findings(
                submit("\"commands\": [\"team/tasks\"], \"scope\": {\"paths\": [\"src/a.txt\"]}")))
        .containsExactly("src/a.txt:2 tasks/TASK warning");
    String gate =
        "\"commands\": [\"team/tasks\"], \"scope\": {\"changed_since\": \"main\"}, \"gates\":"
            + " [{\"metric\": \"warnings\", \"operator\": \"<=\", \"threshold\": 0, \"on\":"
            + " \"%s\"}]";
    TestFiles.write(target, "src/a.txt", "one  \nTASK 1 is open\nlast\n");
    TestFiles.write(target, "src/c.txt", "nothing\n");

    assertThat(pawl.submitAndAwaitEnd(target, gate.formatted("new")).get("status").asString())
        .isEqualTo("completed");
    assertThat(pawl.submitAndAwaitEnd(target, gate.formatted("all")).get("status").asString())
        .isEqualTo("failed");
  }

  @Test
  void keepTheLinesOfTheSubmittedFiles() {
    TestFiles.write(target, ".editorconfig", "root = true\n[*.txt]\ninsert_final_newline = true\n");
    TestFiles.write(target, "src/b.txt", "TASK 2");

    String workflow = submit("\"commands\": [\"format\", \"team/tasks\"], \"dry_run\": true");

    assertThat(
            pawl.get(workflow + "/findings").json().at("/items/1/finding/submitted_line").asInt())
        .isEqualTo(1);
  }

  @Test
  void areDescribedByTheCommand() {
    ApiResponse command = pawl.get("/api/v1/commands/team/tasks");

    assertThat(command.json().at("/findings/format").asString()).isEqualTo("pattern");
    assertThat(command.json().at("/findings/tool").asString()).isEqualTo("tasks");
  }
}
