package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A user reads what a workflow will examine, and what it has examined. */
@PawlTest
class CoverageStoryTests {

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.write(
        target,
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><java><googleJavaFormat/></java></configuration></plugin></plugins>"
            + "</build></project>\n");
    TestFiles.write(target, "src/main/java/p/A.java", "package p;\n\nclass A{}\n");
    TestFiles.write(target, "src/jmh/java/p/B.java", "package p;\n\nclass B{}\n");
    TestFiles.write(target, "a.sql", "select 1;\n");
    TestFiles.write(target, "data.weird", "x\n");
  }

  private static JsonNode language(JsonNode coverage, String language) {
    return coverage
        .get("languages")
        .valueStream()
        .filter(node -> node.get("language").asString().equals(language))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void planStatesToolVersionAndConsentOfEachLanguage() {
    JsonNode coverage =
        pawl.post("/api/v1/plans", "{\"target\": {\"path\": \"%s\"}}".formatted(target))
            .json()
            .get("coverage");

    JsonNode java = language(coverage, "java").get("formatting");
    assertThat(java.get("state").asString()).isEqualTo("planned");
    assertThat(java.at("/tools/0/tool").asString()).isEqualTo("google-java-format");
    assertThat(java.at("/tools/0/version").asString()).isNotEmpty();
    assertThat(java.at("/tools/0/source").asString()).isEqualTo("pom.xml (Spotless)");
    assertThat(language(coverage, "sql").at("/formatting/reason").asString())
        .isEqualTo("no formatter knows the language");
    assertThat(TestFiles.read(target, "src/main/java/p/A.java")).contains("class A{}");
  }

  @Test
  void planOfAVerificationStatesNoFormatters() {
    JsonNode plan =
        pawl.post(
                "/api/v1/plans",
                "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target))
            .json();

    assertThat(plan.get("coverage").isNull()).isTrue();
  }

  @Test
  void workflowReportsAndPageStateWhatWasExamined() {
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"standard\"");

    assertThat(done.get("status").asString()).isEqualTo("completed");
    JsonNode java = language(done.get("coverage"), "java");
    assertThat(java.get("files").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(java.at("/check/tools").isEmpty()).isFalse();
    assertThat(java.at("/formatting/state").asString()).isEqualTo("formatted");
    assertThat(java.at("/formatting/left").toString())
        .contains("not among the sources that pom.xml formats", "src/jmh/java/p/B.java");
    assertThat(java.at("/cleanup/tools").isEmpty()).isFalse();
    assertThat(language(done.get("coverage"), "sql").at("/cleanup/reason").asString())
        .isEqualTo("no clean-up tool knows it");
    assertThat(done.at("/coverage/unknown_extensions").toString()).contains("weird");
    assertThat(TestFiles.read(target, "src/main/java/p/A.java")).contains("class A {}");
    assertThat(TestFiles.read(target, "src/jmh/java/p/B.java")).contains("class B{}");

    String id = done.get("workflow_id").asString();
    assertThat(pawl.get("/api/v1/workflows/" + id + "/report?format=text").body())
        .contains("Coverage:", "asked for by pom.xml (Spotless)");
    assertThat(pawl.get("/workflows/" + id + "/details").body())
        .contains("Coverage</h2>", "asked for by pom.xml (Spotless)");
  }

  @Test
  void workflowThatOnlyVerifiesStatesNoFormatters() {
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");

    JsonNode java = language(done.get("coverage"), "java");
    assertThat(java.get("formatting").isNull()).isTrue();
    assertThat(java.at("/check/files").asInt()).isPositive();
  }
}
