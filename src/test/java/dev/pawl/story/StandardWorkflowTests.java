package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the standard workflow on real files, as users see it. */
@PawlTest
class StandardWorkflowTests {

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(
        target,
        "src/main/java/demo/A.java",
        "package demo;\n"
            + "import java.util.List;\n"
            + "import java.util.Map;\n"
            + "class A{Map<String,String> m;}\n");
    TestFiles.write(target, "src/main/java/demo/Fine.java", "package demo;\n\nclass Fine {}\n");
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "config.yaml", "a: 1\n");
    TestFiles.write(target, "notes.txt", "trailing  ");
    TestFiles.write(target, "run.sh", "#!/bin/sh\n");
    TestFiles.chmod(target, "run.sh", "rwxr-x--x");
  }

  private static final String CLEAN =
      "package demo;\n\nimport java.util.Map;\n\nclass A {\n  Map<String, String> m;\n}\n";

  @Test
  void publishesFormattedCode() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java")).isEqualTo(CLEAN);
    assertThat(TestFiles.read(target, "notes.txt")).isEqualTo("trailing  ");
    assertThat(workflow.get("publication").get("files").asInt()).isEqualTo(1);
    assertThat(TestFiles.manifest(target)).doesNotContainKey(".pawl/");
  }

  @Test
  void isIdempotent() {
    pawl.submitAndAwaitEnd(target, "");
    var manifest = TestFiles.manifest(target);

    JsonNode second = pawl.submitAndAwaitEnd(target, "");

    assertThat(second.get("status").asString()).isEqualTo("completed");
    assertThat(second.get("publication").get("files").asInt()).isZero();
    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);
  }

  @Test
  void runsAllFixersInAComprehensiveWorkflow() {
    TestFiles.write(
        target,
        "src/main/java/demo/B.java",
        "package demo;\n\nimport java.util.Set;\nimport java.util.List;\n\n"
            + "class B {\n  private int gone;\n\n  List<Set<B>> b;\n}\n");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"comprehensive\"");
    JsonNode second = pawl.submitAndAwaitEnd(target, "\"type\": \"comprehensive\"");

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(TestFiles.read(target, "src/main/java/demo/B.java"))
        .as("the target asks for google-java-format, which orders imports")
        .isEqualTo(
            "package demo;\n\nimport java.util.List;\nimport java.util.Set;\n\n"
                + "class B {\n  List<Set<B>> b;\n}\n");
    assertThat(second.get("publication").get("files").asInt()).isZero();
  }

  @Test
  void isExactInADryRun() {
    var manifest = TestFiles.manifest(target);
    JsonNode dry = pawl.submitAndAwaitEnd(target, "\"dry_run\": true");
    String dryPatch = patch(dry);

    assertThat(dry.get("status").asString()).isEqualTo("completed");
    assertThat(PawlClient.step(dry, "publish").get("status").asString()).isEqualTo("skipped");
    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);

    JsonNode real = pawl.submitAndAwaitEnd(target, "");
    assertThat(patch(real)).isEqualTo(dryPatch).contains("+class A {");
  }

  private String patch(JsonNode workflow) {
    return pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/patch")
        .body();
  }

  @Test
  void writesAPatchThatGitApplies() throws Exception {
    Path original = pawl.newTarget();
    for (String file : List.of("src/main/java/demo/A.java", "config.yaml")) {
      TestFiles.write(original, file, TestFiles.read(target, file));
    }
    String patch = patch(pawl.submitAndAwaitEnd(target, "\"dry_run\": true"));
    Path file = Files.writeString(pawl.root().resolve("a.patch"), patch);

    Process check =
        new ProcessBuilder("git", "apply", "--check", file.toString())
            .directory(original.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(check.exitValue()).as(output).isZero();
  }

  @Test
  void rollsBackAPublishedResultExactly() {
    String before = TestFiles.read(target, "src/main/java/demo/A.java");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");
    String url = "/api/v1/workflows/" + workflow.get("workflow_id").asString();

    assertThat(pawl.post(url + "/rollback", "").status()).isEqualTo(202);
    JsonNode after = pawl.awaitEnd(workflow.get("workflow_id").asString());

    assertThat(after.get("status").asString()).isEqualTo("rolled_back");
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java")).isEqualTo(before);
    assertThat(pawl.post(url + "/rollback", "").status()).as("a repeat is harmless").isEqualTo(202);
  }

  @Test
  void refusesToRollBackFilesChangedSince() {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");
    TestFiles.write(target, "src/main/java/demo/A.java", "by hand\n");
    String id = workflow.get("workflow_id").asString();

    pawl.post("/api/v1/workflows/" + id + "/rollback", "");
    JsonNode after = pawl.awaitEnd(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java")).isEqualTo("by hand\n");
    assertThat(types(id)).contains("rollback_failed");
  }

  private List<String> types(String id) {
    JsonNode events = pawl.get("/api/v1/workflows/" + id + "/events?limit=200").json().get("items");
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> event.get("type").asString())
        .toList();
  }

  @Test
  void pushesABranchToARepository() throws Exception {
    String commit = TestFiles.commitAll(target);
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"git\": {\"url\": \"" + target.toUri() + "\", \"ref\": \"main\"}}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);

    JsonNode workflow = pawl.awaitEnd(answer.json().get("workflow_id").asString());

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(workflow.get("target").get("git").get("commit").asString()).isEqualTo(commit);
    assertThat(workflow.get("publication").get("branch").asString())
        .isEqualTo("pawl/" + workflow.get("workflow_id").asString());
    try (var git = Git.open(target.toFile())) {
      var pushed =
          git.getRepository().resolve(workflow.get("publication").get("commit").asString());
      assertThat(git.log().add(pushed).call()).hasSize(2);
    }
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java"))
        .as("the work tree")
        .doesNotContain("class A {");
    assertThat(patch(workflow)).contains("+class A {");
  }

  @Test
  void publishesNothingOnAConflict() throws IOException {
    for (int i = 0; i < 60; i++) {
      TestFiles.write(
          target,
          "src/main/java/demo/B" + i + ".java",
          "package demo;\nclass B" + i + "{int a;void b( ){a=1;}}\n");
    }
    String id = pawl.submit(target, "");
    awaitStep(id, "verify");
    TestFiles.write(target, "src/main/java/demo/A.java", "by hand\n");
    var manifest = TestFiles.manifest(target);

    JsonNode workflow = pawl.awaitEnd(id);

    assertThat(workflow.get("ended_reason").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("publish_conflict");
    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    assertThat(PawlClient.step(workflow, "publish").get("error").asString())
        .contains("src/main/java/demo/A.java");
    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);
  }

  /** Waits until the snapshot was taken and the step has started. */
  private void awaitStep(String id, String step) {
    for (int polls = 0; polls < 1000; polls++) {
      JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
      if (!PawlClient.step(workflow, step).get("status").asString().equals("pending")) {
        return;
      }
      pawl.get(
          "/api/v1/workflows/" + id + "?wait=5s",
          "If-None-Match",
          "\"" + workflow.get("event_sequence") + "\"");
    }
    throw new AssertionError(step + " never started");
  }

  @Test
  void failsOnVerificationErrors() {
    TestFiles.write(target, "broken.json", "{");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");

    assertThat(workflow.get("ended_reason").asString()).isEqualTo("gate_failed");
    JsonNode report =
        pawl.get(
                "/api/v1/workflows/"
                    + workflow.get("workflow_id").asString()
                    + "/report?format=json")
            .json();
    assertThat(report.get("findings").valueStream().map(finding -> finding.get("file").asString()))
        .contains("broken.json");
  }

  @Test
  void toleratesErrorsOfTheSnapshot() {
    TestFiles.write(target, "src/Broken.java", "class {\n");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "src/Broken.java")).isEqualTo("class {\n");
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java")).isEqualTo(CLEAN);
  }

  @Test
  void runsTheCommandsOfACustomWorkflow() {
    JsonNode workflow =
        pawl.submitAndAwaitEnd(
            target, "\"type\": \"custom\", \"commands\": [\"cleanup\", \"verify\"]");

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(
            workflow
                .get("phases")
                .valueStream()
                .flatMap(phase -> phase.get("steps").valueStream())
                .map(step -> step.get("name").asString()))
        .containsExactly(
            "safety_check",
            "create_snapshot",
            "verify",
            "cleanup",
            "final_verify",
            "integrity_check",
            "publish");
    assertThat(TestFiles.read(target, "src/main/java/demo/A.java"))
        .doesNotContain("java.util.List")
        .contains("class A{");
  }

  @Test
  void abortsOnAnUnsafeTarget() {
    TestFiles.write(target, ".quality-lock", "");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");

    assertThat(workflow.get("ended_reason").asString()).isEqualTo("step_failed");
    assertThat(PawlClient.step(workflow, "create_snapshot").get("status").asString())
        .isEqualTo("skipped");
  }

  @Test
  void eventPagesAreLinkedByCursor() {
    String events = "/api/v1/workflows/" + pawl.submit(target, "") + "/events";
    pawl.awaitEnd(events.split("/")[4]);

    var first = pawl.get(events + "?limit=2");
    var second = pawl.get(first.nextPage());

    assertThat(first.nextPage()).isEqualTo(events + "?limit=2&cursor=2");
    assertThat(first.json().get("next_cursor").asString()).isEqualTo("2");
    assertThat(second.json().at("/items/0/sequence").asInt()).isEqualTo(3);
    assertThat(pawl.get(events + "?cursor=x").json().at("/errors/0/pointer").asString())
        .isEqualTo("cursor");
  }

  @Test
  void emitsEventsInOrder() {
    String id = pawl.submit(target, "");
    JsonNode workflow = pawl.awaitEnd(id);

    var sequences = new ArrayList<Long>();
    JsonNode page = pawl.get("/api/v1/workflows/" + id + "/events?limit=7").json();
    while (true) {
      page.get("items").forEach(event -> sequences.add(event.get("sequence").asLong()));
      if (page.get("next_after").isNull()) {
        break;
      }
      page =
          pawl.get("/api/v1/workflows/" + id + "/events?limit=7&after=" + page.get("next_after"))
              .json();
    }

    assertThat(sequences).hasSize(workflow.get("event_sequence").asInt());
    assertThat(sequences).isSorted().doesNotHaveDuplicates().startsWith(1L);
    assertThat(types(id))
        .startsWith("workflow_submitted", "workflow_started")
        .endsWith("workflow_ended");
  }
}
