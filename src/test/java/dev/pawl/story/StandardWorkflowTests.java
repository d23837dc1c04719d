package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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

  @Autowired Pawl pawl;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    Folders.write(
        target,
        "src/main/java/demo/A.java",
        "package demo;\n"
            + "import java.util.List;\n"
            + "import java.util.Map;\n"
            + "class A{Map<String,String> m;}\n");
    Folders.write(target, "src/main/java/demo/Fine.java", "package demo;\n\nclass Fine {}\n");
    Folders.write(target, "config.yaml", "a: 1\n");
    Folders.write(target, "notes.txt", "trailing  ");
    Folders.write(target, "run.sh", "#!/bin/sh\n");
    Folders.chmod(target, "run.sh", "rwxr-x--x");
  }

  private static final String CLEAN =
      "package demo;\n\nimport java.util.Map;\n\nclass A {\n  Map<String, String> m;\n}\n";

  @Test
  void leavesTheCodeBetter() {
    JsonNode workflow = pawl.run(target, "");

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(Folders.read(target, "src/main/java/demo/A.java")).isEqualTo(CLEAN);
    assertThat(Folders.read(target, "notes.txt")).isEqualTo("trailing  ");
    assertThat(workflow.get("publication").get("files").asInt()).isEqualTo(1);
    assertThat(Folders.manifest(target)).doesNotContainKey(".pawl/");
  }

  @Test
  void changesNothingTheSecondTime() {
    pawl.run(target, "");
    var manifest = Folders.manifest(target);

    JsonNode second = pawl.run(target, "");

    assertThat(second.get("status").asString()).isEqualTo("completed");
    assertThat(second.get("publication").get("files").asInt()).isZero();
    assertThat(Folders.manifest(target)).isEqualTo(manifest);
  }

  @Test
  void doesAllThatItCanWhenEverythingIsAskedFor() {
    Folders.write(
        target,
        "src/main/java/demo/B.java",
        "package demo;\n\nimport java.util.Set;\nimport java.util.List;\n\n"
            + "class B {\n  private int gone;\n\n  List<Set<B>> b;\n}\n");

    JsonNode workflow = pawl.run(target, "\"type\": \"comprehensive\"");
    JsonNode second = pawl.run(target, "\"type\": \"comprehensive\"");

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(Folders.read(target, "src/main/java/demo/B.java"))
        .isEqualTo(
            "package demo;\n\nimport java.util.List;\nimport java.util.Set;\n\n"
                + "class B {\n  List<Set<B>> b;\n}\n");
    assertThat(second.get("publication").get("files").asInt()).isZero();
  }

  @Test
  void isExactInADryRun() {
    var manifest = Folders.manifest(target);
    JsonNode dry = pawl.run(target, "\"dry_run\": true");
    String dryPatch = patch(dry);

    assertThat(dry.get("status").asString()).isEqualTo("completed");
    assertThat(Pawl.step(dry, "publish").get("status").asString()).isEqualTo("skipped");
    assertThat(Folders.manifest(target)).isEqualTo(manifest);

    JsonNode real = pawl.run(target, "");
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
      Folders.write(original, file, Folders.read(target, file));
    }
    String patch = patch(pawl.run(target, "\"dry_run\": true"));
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
  void takesAPublishedResultBackByteForByte() {
    String before = Folders.read(target, "src/main/java/demo/A.java");
    JsonNode workflow = pawl.run(target, "");
    String url = "/api/v1/workflows/" + workflow.get("workflow_id").asString();

    assertThat(pawl.post(url + "/rollback", "").status()).isEqualTo(202);
    JsonNode after = pawl.ended(workflow.get("workflow_id").asString());

    assertThat(after.get("status").asString()).isEqualTo("rolled_back");
    assertThat(Folders.read(target, "src/main/java/demo/A.java")).isEqualTo(before);
    assertThat(pawl.post(url + "/rollback", "").status()).as("a repeat is harmless").isEqualTo(202);
  }

  @Test
  void refusesToTakeBackWhatSomebodyChangedSince() {
    JsonNode workflow = pawl.run(target, "");
    Folders.write(target, "src/main/java/demo/A.java", "by hand\n");
    String id = workflow.get("workflow_id").asString();

    pawl.post("/api/v1/workflows/" + id + "/rollback", "");
    JsonNode after = pawl.ended(id);

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(Folders.read(target, "src/main/java/demo/A.java")).isEqualTo("by hand\n");
    assertThat(types(id)).contains("rollback_failed");
  }

  private List<String> types(String id) {
    JsonNode events = pawl.get("/api/v1/workflows/" + id + "/events?limit=200").json().get("items");
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> event.get("type").asString())
        .toList();
  }

  @Test
  void worksOnARepositoryAndPushesABranch() throws Exception {
    String commit = Folders.commitAll(target);
    Answer answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"git\": {\"url\": \"" + target.toUri() + "\", \"ref\": \"main\"}}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);

    JsonNode workflow = pawl.ended(answer.json().get("workflow_id").asString());

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
    assertThat(Folders.read(target, "src/main/java/demo/A.java"))
        .as("the work tree")
        .doesNotContain("class A {");
    assertThat(patch(workflow)).contains("+class A {");
  }

  @Test
  void publishesNothingWhenSomebodyChangesAFileMeanwhile() throws IOException {
    for (int i = 0; i < 60; i++) {
      Folders.write(
          target,
          "src/main/java/demo/B" + i + ".java",
          "package demo;\nclass B" + i + "{int a;void b( ){a=1;}}\n");
    }
    String id = pawl.submit(target, "");
    awaitStep(id, "verify");
    Folders.write(target, "src/main/java/demo/A.java", "by hand\n");
    var manifest = Folders.manifest(target);

    JsonNode workflow = pawl.ended(id);

    assertThat(workflow.get("ended_reason").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("publish_conflict");
    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    assertThat(Pawl.step(workflow, "publish").get("error").asString())
        .contains("src/main/java/demo/A.java");
    assertThat(Folders.manifest(target)).isEqualTo(manifest);
  }

  /** Waits until the snapshot was taken and the step has started. */
  private void awaitStep(String id, String step) {
    for (int tries = 0; tries < 1000; tries++) {
      JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
      if (!Pawl.step(workflow, step).get("status").asString().equals("pending")) {
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
  void failsAVerificationThatFindsErrors() {
    Folders.write(target, "broken.json", "{");

    JsonNode workflow = pawl.run(target, "\"type\": \"verify-only\"");

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
  void goesOnPastErrorsThatTheCodeHadBefore() {
    Folders.write(target, "src/Broken.java", "class {\n");

    JsonNode workflow = pawl.run(target, "");

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(Folders.read(target, "src/Broken.java")).isEqualTo("class {\n");
    assertThat(Folders.read(target, "src/main/java/demo/A.java")).isEqualTo(CLEAN);
  }

  @Test
  void runsTheCommandsOfACustomWorkflow() {
    JsonNode workflow =
        pawl.run(target, "\"type\": \"custom\", \"commands\": [\"cleanup\", \"verify\"]");

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
    assertThat(Folders.read(target, "src/main/java/demo/A.java"))
        .doesNotContain("java.util.List")
        .contains("class A{");
  }

  @Test
  void abortsOnAnUnsafeTarget() {
    Folders.write(target, ".quality-lock", "");

    JsonNode workflow = pawl.run(target, "");

    assertThat(workflow.get("ended_reason").asString()).isEqualTo("step_failed");
    assertThat(Pawl.step(workflow, "create_snapshot").get("status").asString())
        .isEqualTo("skipped");
  }

  @Test
  void tellsEverythingInOrder() {
    String id = pawl.submit(target, "");
    JsonNode workflow = pawl.ended(id);

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
