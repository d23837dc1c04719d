package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests how an operator sees workflows that need attention. */
@PawlTest
class AttentionTests {

  @Autowired PawlClient pawl;
  private Path target;
  private Path releaseFile;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    releaseFile = target.resolveSibling(target.getFileName() + ".go");
    name = "attention/" + target.getFileName();
    TestFiles.write(target, "A.java", "class A {}\n");
    pawl.writeScriptCommand(
        name, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(releaseFile));
  }

  /** Lets waiting scripts finish, whatever the result of the test. */
  @AfterEach
  void releaseScripts() throws Exception {
    Files.writeString(releaseFile, "");
  }

  private String submitBlockingStep(String fields) {
    return pawl.submit(
        target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]%s".formatted(name, fields));
  }

  private Optional<JsonNode> findAttention(String workflow) {
    return pawl.get("/api/v1/dashboard")
        .json()
        .get("attention")
        .valueStream()
        .filter(item -> item.get("workflow").asString().equals(workflow))
        .findFirst();
  }

  private JsonNode awaitAttention(String workflow) {
    Optional<JsonNode> need = findAttention(workflow);
    for (int polls = 0; need.isEmpty(); polls++) {
      assertThat(polls).isLessThan(5000);
      need = findAttention(workflow);
    }
    return need.get();
  }

  private void releaseAndAwaitEnd(List<String> workflows) throws Exception {
    Files.writeString(releaseFile, "");
    for (String workflow : workflows) {
      assertThat(pawl.awaitEnd(workflow).get("status").asString()).isEqualTo("completed");
      assertThat(findAttention(workflow)).isEmpty();
    }
  }

  @Test
  void listsAnOpenDecision() {
    pawl.writeScriptCommand(name + "-no", "", "echo no licence; exit 3\n");
    String id =
        pawl.submit(
            target,
            "\"interactive\": true, \"steps\": [{\"name\": \"it\", \"command\": \"%s-no\"}]"
                .formatted(name));

    JsonNode need = awaitAttention(id);

    assertThat(need.get("need").asString()).isEqualTo("answer");
    assertThat(need.get("why").asString()).contains("it: ", "no licence");
    assertThat(pawl.get("/operate").body()).contains("is waiting for a decision", "no licence");
    assertThat(row(id)).contains("it: ", "no licence");
    pawl.post("/api/v1/workflows/" + id + "/decision", "{\"action\": \"abort\"}");
    pawl.awaitEnd(id);
    assertThat(findAttention(id).orElseThrow().get("need").asString()).isEqualTo("failed");
    pawl.writeScriptCommand(name + "-no", "", "true\n");
    pawl.submitAndAwaitEnd(target, "\"commands\": [\"%s-no\"]".formatted(name));
    assertThat(findAttention(id)).as("it was retried").isEmpty();
  }

  @Test
  void namesTheHolderOfAnAwaitedLock() throws Exception {
    String group = ", \"concurrency\": {\"group\": \"%s\"}".formatted(name);
    String first = submitBlockingStep(group);
    pawl.awaitRunningStep(first, "it");
    String second = submitBlockingStep(group);

    JsonNode need = awaitAttention(second);

    assertThat(need.get("need").asString()).isEqualTo("turn");
    assertThat(need.get("why").asString()).isEqualTo(first + " holds group:" + name);
    assertThat(pawl.get("/workflows/" + second).body())
        .contains("Waiting for a lock", "/workflows/" + first)
        .doesNotContain("needs a decision");
    assertThat(row(second))
        .contains("waits for group:%s, held by %s".formatted(name, first))
        .doesNotContain("which needs a decision");
    releaseAndAwaitEnd(List.of(first, second));
  }

  @Test
  void saysThatTheHolderOfALockNeedsADecision() {
    String group = "\"concurrency\": {\"group\": \"%s\"}, ".formatted(name);
    pawl.writeScriptCommand(name + "-no", "", "exit 3\n");
    String first =
        pawl.submit(
            target,
            group
                + "\"interactive\": true, \"steps\": [{\"name\": \"it\", \"command\": \"%s-no\"}]"
                    .formatted(name));
    awaitAttention(first);
    String second = pawl.submit(target, group + "\"type\": \"verify-only\"");
    awaitAttention(second);

    assertThat(row(second)).contains("held by " + first + ", which needs a decision");
    assertThat(pawl.get("/workflows/" + second).body()).contains("and needs a decision");

    pawl.post("/api/v1/workflows/" + first + "/decision", "{\"action\": \"abort\"}");
    pawl.awaitEnd(second);
    assertThat(row(second)).doesNotContain("held by");
  }

  /** Returns the row of a workflow in the list of workflows. */
  private String row(String workflow) {
    String page = pawl.get("/workflows").body();
    int start = page.indexOf("<tr id=\"%s\"".formatted(workflow));
    assertThat(start).as("row of %s", workflow).isPositive();
    return page.substring(start, page.indexOf("</tr>", start));
  }

  @Test
  void namesTheResourceThatAStepWaitsFor() throws Exception {
    var workflows = new ArrayList<String>();
    // The test node has two agents of each role.
    for (int i = 0; i < 3; i++) {
      workflows.add(submitBlockingStep(", \"priority\": %d".formatted(9 - i)));
    }
    Optional<JsonNode> waiting = Optional.empty();
    for (int polls = 0; waiting.isEmpty(); polls++) {
      assertThat(polls).isLessThan(5000);
      waiting =
          workflows.stream()
              .flatMap(item -> findAttention(item).stream())
              .filter(item -> item.get("why").asString().contains("; agents are held by "))
              .findFirst();
    }

    assertThat(waiting.get().get("need").asString()).isEqualTo("room");
    assertThat(waiting.get().get("why").asString())
        .startsWith(
            "it is waiting for a free agent of the role shell; position 1 in the queue; agents are"
                + " held by ");
    String last = waiting.get().get("workflow").asString();
    assertThat(pawl.get("/workflows/" + last).body()).contains("waiting for a free agent");
    releaseAndAwaitEnd(workflows);
    assertThat(pawl.eventTypes(last)).contains("step_waiting", "step_admitted");
  }
}
