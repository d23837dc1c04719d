package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests external changes of the target while a workflow runs on it. */
@PawlTest
class OutsideChangeTests {

  @Autowired Pawl pawl;
  private Path target;
  private Path go;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    go = target.resolveSibling(target.getFileName() + ".go");
    name = "outside/" + target.getFileName();
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(target, "B.java", "class B {}\n");
    pawl.script(name, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(go));
  }

  /** Lets waiting scripts finish, whatever the result of the test. */
  @AfterEach
  void letGo() throws Exception {
    Files.writeString(go, "");
  }

  private JsonNode awaitChange(String id, int count) {
    JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
    for (int tries = 0; workflow.get("outside_changes").size() != count; tries++) {
      assertThat(tries).as(workflow.toString()).isLessThan(5000);
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
  void areShownBeforeTheyBecomeAConflict() throws Exception {
    String id = submit();
    pawl.awaitStep(id, "it");
    Folders.write(target, "A.java", "class A { int other; }\n");
    Folders.write(target, "C.java", "class C {}\n");

    JsonNode running = awaitChange(id, 2);
    Files.writeString(go, "");
    JsonNode done = pawl.ended(id);

    assertThat(running.get("status").asString()).isEqualTo("running");
    assertThat(running.get("outside_changes").toString()).isEqualTo("[\"A.java\",\"C.java\"]");
    assertThat(pawl.events(id)).contains("target_changed_outside");
    assertThat(done.get("ended_reason").asString()).isEqualTo("publish_conflict");
    assertThat(target.resolve("A.java")).hasContent("class A { int other; }");
  }

  @Test
  void ofFilesThatTheWorkflowLeavesAloneDoNoHarm() throws Exception {
    String id = submit();
    pawl.awaitStep(id, "it");
    Folders.write(target, "B.java", "class B { int other; }\n");

    awaitChange(id, 1);
    Files.writeString(go, "");
    JsonNode done = pawl.ended(id);

    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(target.resolve("A.java")).hasContent("class A {}");
    assertThat(target.resolve("B.java")).hasContent("class B { int other; }");
    assertThat(done.get("outside_changes").toString()).isEqualTo("[\"B.java\"]");
  }
}
