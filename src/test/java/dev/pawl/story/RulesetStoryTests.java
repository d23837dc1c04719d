package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the PMD ruleset of a target. */
@PawlTest
class RulesetStoryTests {

  private static final String RULESET =
      """
      <ruleset name="Team" xmlns="http://pmd.sourceforge.net/ruleset/2.0.0">
        <description>Rules of the team</description>
        <rule name="NoCount" language="java" message="Do not count"
              class="net.sourceforge.pmd.lang.rule.xpath.XPathRule">
          <description>Finds variables that count.</description>
          <priority>3</priority>
          <properties>
            <property name="xpath"><value>//VariableId[@Name = 'count']</value></property>
          </properties>
        </rule>
      </ruleset>
      """;

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void writeTarget() {
    // Without a sandbox, only the rulesets of trusted targets run.
    target = pawl.newTrustedTarget();
    TestFiles.write(target, "src/A.java", "package src;\n\nclass A {\n  int count;\n}\n");
    TestFiles.write(target, "src/B.java", "package src;\n\nclass B {\n  int count;\n}\n");
    TestFiles.write(target, "config/team.xml", RULESET);
  }

  private List<String> findings(String config) {
    TestFiles.write(target, ".quality-config.json", config);
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    return pawl.get("/api/v1/workflows/" + done.get("workflow_id").asString() + "/findings")
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
  void reportsTheRulesOfTheTarget() {
    assertThat(findings("{\"pmd\": {\"ruleset\": \"config/team.xml\"}}"))
        .containsExactly("src/A.java:4 pmd/NoCount warning", "src/B.java:4 pmd/NoCount warning");
  }

  @Test
  void setsTheSeveritiesOfTheRulesOfTheTarget() {
    assertThat(
            findings(
                "{\"pmd\": {\"ruleset\": \"config/team.xml\"}, \"rules\": {\"pmd/NoCount\":"
                    + " \"error\"}, \"overrides\": [{\"paths\": [\"src/B.java\"], \"rules\":"
                    + " {\"pmd/NoCount\": \"off\"}}]}"))
        .containsExactly("src/A.java:4 pmd/NoCount error");
    assertThat(faults()).isEmpty();
    assertThat(
            pawl.post(
                    "/api/v1/workflows",
                    "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"rules\": {\"pmd/NoCount\": \"off\"}}"
                        .formatted(target))
                .status())
        .isEqualTo(202);
  }

  private List<String> faults() {
    return pawl.get("/api/v1/targets/config?path=" + target)
        .json()
        .get("faults")
        .valueStream()
        .map(fault -> fault.get("pointer").asString() + " " + fault.get("detail").asString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../team.xml | must be a relative path without .. segments",
        "/etc/passwd | must be a relative path without .. segments",
        "config/none.xml | names a file that cannot be read",
        "config | names a file that cannot be read",
        "config/link.xml | names a file that cannot be read",
        "linked/passwd | names a file that cannot be read",
        "config/evil.xml | has the rule Evil of the class com.example.Evil; only XPath rules",
        "config/entity.xml | must not have a document type",
        "config/large.xml | larger than 256 KiB",
      })
  void rejectsOtherFiles(String path, String reason) throws Exception {
    TestFiles.write(
        target,
        "config/evil.xml",
        "<ruleset name=\"x\"><rule name=\"Evil\" language=\"java\""
            + " class=\"com.example.Evil\"/></ruleset>");
    TestFiles.write(
        target,
        "config/entity.xml",
        "<!DOCTYPE ruleset [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ruleset"
            + " name=\"x\"><description>&x;</description></ruleset>");
    TestFiles.write(target, "config/large.xml", "<ruleset>" + " ".repeat(300_000) + "</ruleset>\n");
    Files.createSymbolicLink(target.resolve("config/link.xml"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(target.resolve("linked"), Path.of("/etc"));
    String config = "{\"pmd\": {\"ruleset\": \"%s\"}}".formatted(path);
    ApiResponse saved =
        pawl.send(
            pawl.request(
                    "/api/v1/targets/config?path=" + target, "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(config)));
    TestFiles.write(target, ".quality-config.json", config);
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target));

    assertThat(saved.status()).as(saved.body()).isEqualTo(422);
    assertThat(saved.json().get("errors").get(0).get("pointer").asString())
        .isEqualTo("/pmd/ruleset");
    assertThat(faults()).singleElement().asString().contains("/pmd/ruleset", reason);
    assertThat(submitted.json().get("plan").get("warnings").toString()).contains(reason);
    JsonNode ended = pawl.awaitEnd(submitted.json().get("workflow_id").asString());
    assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("completed");
  }
}
