package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests external changes of the target while a workflow runs on it. */
@PawlTest
class ExternalChangeTests {

  @Autowired PawlClient pawl;
  private Path target;
  private Path releaseFile;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    releaseFile = target.resolveSibling(target.getFileName() + ".go");
    name = "outside/" + target.getFileName();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "B.java", "class B {}\n");
    pawl.writeScriptCommand(
        name, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(releaseFile));
  }

  /** Lets waiting scripts finish, whatever the result of the test. */
  @AfterEach
  void releaseScripts() throws Exception {
    Files.writeString(releaseFile, "");
  }

  private JsonNode awaitExternalChanges(String id, int count) {
    JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
    for (int polls = 0; workflow.get("outside_changes").size() != count; polls++) {
      assertThat(polls).as(workflow.toString()).isLessThan(5000);
      workflow = pawl.get("/api/v1/workflows/" + id).json();
    }
    return workflow;
  }

  private String submit() {
    return pawl.submit(
        target,
        "\"steps\": [{\"command\": \"format\"}, {\"name\": \"it\", \"command\": \"%s\"}]"
            .formatted(name));
  }

  @Test
  void areReportedBeforeThePublishConflict() throws Exception {
    String id = submit();
    pawl.awaitRunningStep(id, "it");
    TestFiles.write(target, "A.java", "class A { int other; }\n");
    TestFiles.write(target, "C.java", "class C {}\n");

    JsonNode running = awaitExternalChanges(id, 2);
    Files.writeString(releaseFile, "");
    JsonNode done = pawl.awaitEnd(id);

    assertThat(running.get("status").asString()).isEqualTo("running");
    assertThat(running.get("outside_changes").toString()).isEqualTo("[\"A.java\",\"C.java\"]");
    assertThat(pawl.eventTypes(id)).contains("target_changed_outside");
    assertThat(done.get("ended_reason").asString()).isEqualTo("publish_conflict");
    assertThat(target.resolve("A.java")).hasContent("class A { int other; }");
  }

  @Test
  void ofUnchangedFilesAreHarmless() throws Exception {
    String id = submit();
    pawl.awaitRunningStep(id, "it");
    TestFiles.write(target, "B.java", "class B { int other; }\n");

    awaitExternalChanges(id, 1);
    Files.writeString(releaseFile, "");
    JsonNode done = pawl.awaitEnd(id);

    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(target.resolve("A.java")).hasContent("class A {}");
    assertThat(target.resolve("B.java")).hasContent("class B { int other; }");
    assertThat(done.get("outside_changes").toString()).isEqualTo("[\"B.java\"]");
  }
}
