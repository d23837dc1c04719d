package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the comments and annotations with which a team suppresses findings in its code. */
@PawlTest
class SuppressionsTests {

  private static final String CODE =
      """
      class A {
        private int one; // pawl:ignore pmd/UnusedPrivateField read by the debugger
        private int two; // NOPMD part of the layout
        @SuppressWarnings("PMD.UnusedPrivateField")
        private int three;
        private int four;
        // pawl:ignore pmd/UnusedPrivateFields a typing mistake
        // pawl:ignore pmd/UnusedPrivateField
        private int five;
        // pawl:ignore pmd/EmptyCatchBlock nothing is caught here
        void run() {}
        String text = "// pawl:ignore pmd/EmptyCatchBlock no comment";
      }
      """;

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", CODE);
  }

  private JsonNode run(String body) {
    return pawl.submitAndAwaitEnd(target, body);
  }

  private static String api(JsonNode workflow) {
    return "/api/v1/workflows/" + workflow.get("workflow_id").asString();
  }

  private List<String> findings(JsonNode workflow, String query) {
    return pawl.get(api(workflow) + "/findings" + query)
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("finding"))
        .map(finding ->
            "%d %s/%s"
                .formatted(
                    finding.get("line").asInt(),
                    finding.get("tool").asString(),
                    finding.get("rule").asString()))
        .toList();
  }

  @Test
  void areListedApartFromTheOtherFindings() {
    JsonNode workflow = run("\"commands\": [\"verify\"]");

    assertThat(findings(workflow, ""))
        .containsExactly(
            "6 pmd/UnusedPrivateField",
            "7 pawl/suppression-of-unknown-rule",
            "8 pawl/incomplete-suppression",
            "9 pmd/UnusedPrivateField",
            "10 pawl/unused-suppression");
    assertThat(findings(workflow, "?suppressed=false")).isEqualTo(findings(workflow, ""));
    assertThat(findings(workflow, "?suppressed=true"))
        .containsExactly(
            "2 pmd/UnusedPrivateField", "3 pmd/UnusedPrivateField", "5 pmd/UnusedPrivateField");
    assertThat(workflow.get("suppressed_findings").asInt()).isEqualTo(3);
    JsonNode suppressed = pawl.get(api(workflow) + "/findings?suppressed=true").json().get("items");
    assertThat(
            suppressed
                .valueStream()
                .map(item -> item.at("/finding/suppression"))
                .map(it -> it.get("by").asString() + ": " + it.path("reason").asString("none")))
        .containsExactly(
            "pawl:ignore: read by the debugger",
            "NOPMD: part of the layout",
            "@SuppressWarnings: none");
  }

  @Test
  void explainMistakesInThem() {
    JsonNode workflow = run("\"commands\": [\"verify\"]");

    assertThat(
            pawl.get(api(workflow) + "/findings")
                .json()
                .get("items")
                .valueStream()
                .filter(item -> item.at("/finding/tool").asString().equals("pawl"))
                .map(item -> item.at("/finding/message").asString()))
        .containsExactly(
            "pawl:ignore has no effect because pmd/UnusedPrivateFields is not a known rule;"
                + " similar rules: pmd/UnusedPrivateField",
            "pawl:ignore has no effect because it states no reason;"
                + " write pawl:ignore pmd/UnusedPrivateField reason",
            "pawl:ignore pmd/EmptyCatchBlock suppresses nothing and can be removed");
  }

  @Test
  void doNotCountInGates() {
    String gate =
        "\"commands\": [\"verify\"], \"gates\": [{\"metric\": \"warnings\", \"operator\": \"<=\","
            + " \"threshold\": %d}]";

    assertThat(run(gate.formatted(4)).get("status").asString()).isEqualTo("completed");
    assertThat(run(gate.formatted(3)).get("status").asString()).isEqualTo("failed");
  }

  @Test
  void areInTheReports() {
    JsonNode workflow = run("\"commands\": [\"verify\"]");
    String report = api(workflow) + "/report?format=";

    for (String format : List.of("text", "html", "markdown", "checkstyle", "github")) {
      assertThat(pawl.get(report + format).body())
          .as(format)
          .contains("3 findings are suppressed in the code");
    }
    assertThat(pawl.get(report + "junit").body())
        .contains("suppressed by pawl:ignore: read by the debugger");
    JsonNode sarif = pawl.get(report + "sarif").json().at("/runs/0/results");
    assertThat(
            sarif
                .valueStream()
                .map(result -> result.at("/suppressions/0"))
                .filter(JsonNode::isObject)
                .map(it -> it.get("kind").asString() + it.path("justification").asString("")))
        .containsExactly("inSourceread by the debugger", "inSourcepart of the layout", "inSource");
    assertThat(pawl.get(report + "gitlab").json()).hasSize(5);
  }

  @Test
  void applyToThresholdsAndDuplicates() {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"quality_thresholds\": {\"max_function_lines\": 1, \"max_file_lines\": 3}}");
    String body = "    a(1, 2); b(3, 4); c(5, 6); d(7, 8); e(9, 10); f(11, 12); g(13, 14);\n";
    TestFiles.write(
        target,
        "A.java",
        "// pawl:ignore analysis/long-file a table\nclass A {\n"
            + "  // pawl:ignore analysis/long-function a table\n  void run() {\n"
            + body.repeat(1)
            + "  }\n  // pawl:ignore analysis/complex-function none is\n  void stop() {\n  }\n}\n");

    JsonNode workflow = run("\"commands\": [\"analyze\", \"dedupe\"]");

    assertThat(findings(workflow, "?suppressed=true"))
        .containsExactly("0 analysis/long-file", "4 analysis/long-function");
    assertThat(findings(workflow, ""))
        .containsExactly("7 pawl/unused-suppression", "8 analysis/long-function");
  }

  @Test
  void areSelectedByTrueOrFalse() {
    JsonNode workflow = run("\"commands\": [\"verify\"]");

    assertThat(pawl.get(api(workflow) + "/findings?suppressed=yes"))
        .returns(422, response -> response.status())
        .extracting(response -> response.json().toString())
        .asString()
        .contains("is not one of true and false");
  }
}
