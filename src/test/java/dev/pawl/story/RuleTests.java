package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Severities of rules, set by configurations and requests. */
@PawlTest
class RuleTests {

  private static final String CODE = "class %s {\n  private int unused;\n}\n";

  @Autowired private PawlClient pawl;

  private Path target(String configuration) throws Exception {
    Path target = pawl.newTarget();
    Files.createDirectories(target.resolve("src/generated"));
    Files.writeString(target.resolve("src/A.java"), CODE.formatted("A"));
    Files.writeString(target.resolve("src/generated/B.java"), CODE.formatted("B"));
    if (!configuration.isEmpty()) {
      Files.writeString(target.resolve(".quality-config.json"), configuration);
    }
    return target;
  }

  private List<String> findings(Path target, String fields) {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"" + fields);
    return pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/findings")
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("finding"))
        .map(finding ->
            finding.get("file").asString()
                + " "
                + finding.get("rule").asString()
                + " "
                + finding.get("severity").asString())
        .toList();
  }

  @Test
  void configurationsSetSeverities() throws Exception {
    Path target =
        target(
            """
            {"rules": {"pmd/*": "error"},
             "overrides": [{"paths": ["src/generated/**"], "rules": {"pmd/UnusedPrivateField": "off"}}]}
            """);

    assertThat(findings(target, "")).containsExactly("src/A.java UnusedPrivateField error");
  }

  @Test
  void requestsTakePrecedence() throws Exception {
    Path target = target("{\"rules\": {\"pmd/UnusedPrivateField\": \"off\"}}");

    assertThat(findings(target, "")).isEmpty();
    assertThat(
            findings(
                target,
                ", \"rules\": {\"pmd/*\": \"info\"}, \"overrides\": [{\"paths\":"
                    + " [\"src/generated/\"], \"rules\": {\"pmd/*\": \"error\"}}]"))
        .containsExactly(
            "src/A.java UnusedPrivateField info", "src/generated/B.java UnusedPrivateField error");
  }

  @Test
  void gatesCountTheSeveritiesThatAreSet() throws Exception {
    String gate =
        "\"type\": \"verify-only\", \"gates\": [{\"metric\": \"errors\", \"operator\": \"<=\","
            + " \"threshold\": 0}]";

    JsonNode failed =
        pawl.submitAndAwaitEnd(
            target(""), gate + ", \"rules\": {\"pmd/UnusedPrivateField\": \"error\"}");
    JsonNode passed = pawl.submitAndAwaitEnd(target(""), gate);

    assertThat(failed.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(passed.get("status").asString()).isEqualTo("completed");
  }

  @Test
  void reportsAllFaultsOfARequest() throws Exception {
    ApiResponse response =
        pawl.post(
            "/api/v1/workflows",
            """
            {"target": {"path": "%s"},
             "rules": {"pmd/UnusedPrivateFeld": "off"},
             "overrides": [{"rules": {"pmd/*": null}}, null, {"paths": [], "rules": {}}]}
            """
                .formatted(target("")));

    assertThat(response.status()).isEqualTo(422);
    assertThat(
            response
                .json()
                .get("errors")
                .valueStream()
                .map(error -> error.get("pointer").asString()))
        .containsExactlyInAnyOrder(
            "/rules/pmd~1UnusedPrivateFeld",
            "/overrides/0/paths",
            "/overrides/0/rules/pmd~1*",
            "/overrides/1",
            "/overrides/2/paths",
            "/overrides/2/rules");
    assertThat(response.body()).contains("similar rules: pmd/UnusedPrivateField");
  }

  @Test
  void rejectsUnknownSeverities() throws Exception {
    ApiResponse response =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"rules\": {\"pmd/*\": \"fatal\"}}"
                .formatted(target("")));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body()).contains("/rules/pmd~1*", "off, info, warning, error");
  }

  @Test
  void reportsFaultsOfAConfiguration() throws Exception {
    Path target =
        target(
            """
            {"rules": {"pmd/Unused": "warning", "pmd/*": "fatal"},
             "overrides": [{"paths": ["**"], "rules": {"pmd/*": "off"}, "name": "x"}]}
            """);

    JsonNode configuration = pawl.get("/api/v1/targets/config?path=" + target).json();

    assertThat(
            configuration.get("faults").valueStream().map(error -> error.get("pointer").asString()))
        .containsExactlyInAnyOrder("/rules/pmd~1Unused", "/rules/pmd~1*", "/overrides/0/name");
  }

  @Test
  void rerunsKeepTheSeverities() throws Exception {
    Path target = target("");
    JsonNode first =
        pawl.submitAndAwaitEnd(
            target, "\"type\": \"verify-only\", \"rules\": {\"pmd/*\": \"off\"}");
    ApiResponse rerun =
        pawl.post("/api/v1/workflows/" + first.get("workflow_id").asString() + "/rerun", "{}");
    assertThat(rerun.status()).as(rerun.body()).isEqualTo(202);
    JsonNode second = pawl.awaitEnd(rerun.json().get("workflow_id").asString());

    assertThat(
            pawl.get("/api/v1/workflows/" + second.get("workflow_id").asString() + "/findings")
                .json()
                .get("items"))
        .isEmpty();
  }

  @Test
  void servesTheCatalogue() {
    JsonNode pmd = pawl.get("/api/v1/rules?tool=pmd").json().get("items");
    ApiResponse rule = pawl.get("/api/v1/rules/pmd/UnusedPrivateField");
    ApiResponse unknown = pawl.get("/api/v1/rules/pmd/UnusedPrivateFeld");
    ApiResponse unknownTool = pawl.get("/api/v1/rules?tool=pnd");

    assertThat(pmd.size()).isEqualTo(60);
    assertThat(rule.json().get("severity").asString()).isEqualTo("warning");
    assertThat(rule.json().get("reported").asString()).contains("private int unused;");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().get("suggestions").get(0).asString())
        .isEqualTo("pmd/UnusedPrivateField");
    assertThat(unknownTool.status()).isEqualTo(422);
  }
}
