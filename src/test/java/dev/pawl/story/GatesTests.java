package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests presets of gates, the document of gates, and the findings that reports list first. */
@PawlTest
class GatesTests {

  private static final String VERIFY = "\"commands\": [\"verify\"], ";

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void createTargetWithAWarning() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {\n  private int unused;\n}\n");
  }

  private JsonNode run(String body) {
    return pawl.submitAndAwaitEnd(target, VERIFY + body);
  }

  private JsonNode gates(JsonNode workflow) {
    return pawl.get("/api/v1/workflows/%s/gates".formatted(workflow.get("workflow_id").asString()))
        .json();
  }

  private static List<String> texts(JsonNode gates) {
    return gates.get("items").valueStream().map(gate -> gate.get("text").asString()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "strict, failed, failed",
    "no-new, completed, passed",
    "off, completed, not_evaluated"
  })
  void ofAPresetApply(String preset, String status, String verdict) {
    JsonNode workflow = run("\"gate_preset\": \"%s\"".formatted(preset));

    assertThat(workflow.get("status").asString()).isEqualTo(status);
    assertThat(gates(workflow).get("verdict").asString()).isEqualTo(verdict);
  }

  @Test
  void areADocumentWithValuesAndVerdicts() {
    JsonNode document = gates(run("\"gate_preset\": \"strict\""));

    assertThat(texts(document))
        .containsExactly(
            "errors <= 0 on all code: 0, passed", "warnings <= 0 on all code: 1, failed");
    JsonNode failed = document.get("items").get(1);
    assertThat(failed.get("step").asString()).isEqualTo("verify");
    assertThat(failed.get("metric").asString()).isEqualTo("warnings");
    assertThat(failed.get("operator").asString()).isEqualTo("<=");
    assertThat(failed.get("threshold").asInt()).isZero();
    assertThat(failed.get("on").asString()).isEqualTo("all");
    assertThat(failed.get("value").asInt()).isEqualTo(1);
    assertThat(failed.get("verdict").asString()).isEqualTo("failed");
  }

  @Test
  void ofAPresetAreAddedToTheListedOnes() {
    JsonNode document =
        gates(
            run(
                "\"gate_preset\": \"no-new\", \"gates\": [{\"metric\": \"findings\", \"operator\":"
                    + " \"<=\", \"threshold\": 1}]"));

    assertThat(texts(document)).first().isEqualTo("findings <= 1 on all code: 1, passed");
    assertThat(document.get("items")).hasSize(3);
    assertThat(document.get("verdict").asString()).isEqualTo("passed");
  }

  @Test
  void ofAPresetOfTheTargetApplyUnlessTheRequestHasOne() {
    TestFiles.write(target, ".quality-config.json", "{\"gate_preset\": \"strict\"}");

    assertThat(run("\"labels\": {}").get("status").asString()).isEqualTo("failed");
    assertThat(run("\"gate_preset\": \"off\"").get("status").asString()).isEqualTo("completed");
    assertThat(run("\"gates\": []").get("status").asString()).isEqualTo("completed");
  }

  @Test
  void areNotSwitchedOffByTheTarget() {
    TestFiles.write(target, ".quality-config.json", "{\"gate_preset\": \"off\"}");

    var response =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"commands\": [\"verify\"]}".formatted(target));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body()).contains("must be one of strict, no-new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "gate_preset": "lenient" | strict, no-new
          "gate_preset": "off", "gates": [{"metric": "errors", "operator": "<=", "threshold": 0}] | cannot be off together with gates
          """)
  void ofUnknownPresetsAndContradictionsAreRejected(String body, String message) {
    var response =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, %s%s}".formatted(target, VERIFY, body));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body()).contains("/gate_preset").contains(message);
  }

  @Test
  void areNotFoundForAnUnknownWorkflow() {
    assertThat(pawl.get("/api/v1/workflows/quality_none/gates").status()).isEqualTo(404);
  }

  @Test
  void haveTheirFindingsFirstInReports() {
    TestFiles.write(target, "b.json", "{");
    JsonNode workflow =
        run("\"gates\": [{\"metric\": \"warnings\", \"operator\": \"<=\", \"threshold\": 0}]");
    String report =
        "/api/v1/workflows/%s/report?format=".formatted(workflow.get("workflow_id").asString());

    assertThat(pawl.get(report + "text").body())
        .containsSubsequence("Findings that fail a gate:", "A.java:2: warning: ", "Coverage:");
    assertThat(pawl.get(report + "markdown").body())
        .containsSubsequence("Findings that fail a gate", "A.java", "Other findings", "b.json");
  }
}
