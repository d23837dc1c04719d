package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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

  @Autowired Pawl pawl;
  private Path target;
  private Path go;
  private String name;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    go = target.resolveSibling(target.getFileName() + ".go");
    name = "attention/" + target.getFileName();
    Folders.write(target, "A.java", "class A {}\n");
    pawl.script(name, "", "while [ ! -e %s ]; do sleep 0.05; done\n".formatted(go));
  }

  /** Lets waiting scripts finish, whatever the result of the test. */
  @AfterEach
  void letGo() throws Exception {
    Files.writeString(go, "");
  }

  private String waitAt(String more) {
    return pawl.submit(
        target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]%s".formatted(name, more));
  }

  private Optional<JsonNode> need(String workflow) {
    return pawl.get("/api/v1/dashboard")
        .json()
        .get("attention")
        .valueStream()
        .filter(one -> one.get("workflow").asString().equals(workflow))
        .findFirst();
  }

  private JsonNode awaitNeed(String workflow) {
    Optional<JsonNode> need = need(workflow);
    for (int tries = 0; need.isEmpty(); tries++) {
      assertThat(tries).isLessThan(5000);
      need = need(workflow);
    }
    return need.get();
  }

  private void let(List<String> workflows) throws Exception {
    Files.writeString(go, "");
    for (String workflow : workflows) {
      assertThat(pawl.ended(workflow).get("status").asString()).isEqualTo("completed");
      assertThat(need(workflow)).isEmpty();
    }
  }

  @Test
  void isNeededForAnAnswer() {
    pawl.script(name + "-no", "", "echo no licence; exit 3\n");
    String id =
        pawl.submit(
            target,
            "\"interactive\": true, \"steps\": [{\"name\": \"it\", \"command\": \"%s-no\"}]"
                .formatted(name));

    JsonNode need = awaitNeed(id);

    assertThat(need.get("need").asString()).isEqualTo("answer");
    assertThat(need.get("why").asString()).contains("it: ", "no licence");
    assertThat(pawl.get("/").body()).contains("waits for a decision", "no licence");
    pawl.post("/api/v1/workflows/" + id + "/decision", "{\"action\": \"abort\"}");
    pawl.ended(id);
    assertThat(need(id).orElseThrow().get("need").asString()).isEqualTo("failed");
    pawl.script(name + "-no", "", "true\n");
    pawl.run(target, "\"commands\": [\"%s-no\"]".formatted(name));
    assertThat(need(id)).as("it was retried").isEmpty();
  }

  @Test
  void saysWhoHoldsWhatIsWaitedFor() throws Exception {
    String group = ", \"concurrency\": {\"group\": \"%s\"}".formatted(name);
    String first = waitAt(group);
    pawl.awaitStep(first, "it");
    String second = waitAt(group);

    JsonNode need = awaitNeed(second);

    assertThat(need.get("need").asString()).isEqualTo("turn");
    assertThat(need.get("why").asString()).isEqualTo(first + " holds group:" + name);
    assertThat(pawl.get("/workflows/" + second).body())
        .contains("Waits for a lock", "/workflows/" + first);
    let(List.of(first, second));
  }

  @Test
  void saysForWhatAStepWaitsThatHasBegun() throws Exception {
    var workflows = new ArrayList<String>();
    // The test node has two agents of each role.
    for (int i = 0; i < 3; i++) {
      workflows.add(waitAt(", \"priority\": %d".formatted(9 - i)));
    }
    Optional<JsonNode> waiting = Optional.empty();
    for (int tries = 0; waiting.isEmpty(); tries++) {
      assertThat(tries).isLessThan(5000);
      waiting =
          workflows.stream()
              .flatMap(one -> need(one).stream())
              .filter(one -> one.get("why").asString().contains("; agents are held by "))
              .findFirst();
    }

    assertThat(waiting.get().get("need").asString()).isEqualTo("room");
    assertThat(waiting.get().get("why").asString())
        .startsWith("it waits for a free agent of the role shell; agents are held by ");
    String last = waiting.get().get("workflow").asString();
    assertThat(pawl.get("/workflows/" + last).body()).contains("waits for a free agent");
    let(workflows);
    assertThat(pawl.events(last)).contains("step_waiting", "step_admitted");
  }
}
