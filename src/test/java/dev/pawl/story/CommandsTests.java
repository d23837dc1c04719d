package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests listing, adding and running commands. */
@PawlTest
class CommandsTests {

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A{ int x; }\n");
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "notes/n.txt", "note\n");
  }

  private static String custom(String commands) {
    return "\"type\": \"custom\", \"commands\": [" + commands + "]";
  }

  /** Adds a command and waits until the server has read it. */
  private void addCommand(String name, String text) {
    pawl.writeCommand(name, text);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          ApiResponse answer = pawl.get("/api/v1/commands/" + name);
          return answer.status() == 200
              && answer.json().get("name").asString().equals(name)
              && text.endsWith(answer.json().get("text").asString() + "\n");
        });
  }

  private ApiResponse submitExpectingRejection(String fields) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows", "{\"target\": {\"path\": \"" + target + "\"}, " + fields + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    return answer;
  }

  @Test
  void listsAndGraphsTheCommandsOfATrustedTarget() {
    Path trusted = pawl.newTrustedTarget();
    TestFiles.write(
        trusted,
        ".pawl/commands/own/check.md",
        "---\ndescription: Checks the target\nuses: quality/verify\ndependencies:"
            + " quality/format\n---\nText of the target.\n");
    String query = "?target=" + trusted;

    JsonNode list = pawl.get("/api/v1/commands" + query + "&origin=target").json();
    JsonNode one = pawl.get("/api/v1/commands/own/check" + query).json();
    JsonNode graph = pawl.get("/api/v1/commands/graph" + query).json();

    assertThat(list.get("items")).hasSize(1);
    assertThat(list.at("/items/0/name").asString()).isEqualTo("own/check");
    assertThat(one.get("origin").asString()).isEqualTo("target");
    assertThat(one.get("uses").asString()).isEqualTo("quality/verify");
    assertThat(graph.get("commands").toString()).contains("\"own/check\"", "\"quality/verify\"");
    assertThat(graph.get("edges").toString())
        .contains("{\"from\":\"own/check\",\"to\":\"quality/format\"}");
    assertThat(pawl.get("/api/v1/commands/graph" + query + "&format=dot").body())
        .contains("own/check");
    assertThat(pawl.get("/api/v1/commands/own/check" + query, "Accept", "text/markdown").body())
        .contains("Text of the target.");
    assertThat(pawl.get("/api/v1/commands/own/check").status()).isEqualTo(404);
    assertThat(pawl.get("/api/v1/commands/graph").body()).doesNotContain("own/check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/graph", "/quality/verify"})
  void saysWhyTheCommandsOfATargetAreNotUsed(String path) {
    TestFiles.write(target, ".pawl/commands/own/check.md", "---\nuses: quality/verify\n---\nx\n");
    String url = "/api/v1/commands" + path + "?target=";

    ApiResponse untrusted = pawl.get(url + target);
    ApiResponse outside = pawl.get(url + "/etc");
    ApiResponse repository = pawl.get(url + "https://git.example/team/app.git");

    for (ApiResponse answer : List.of(untrusted, outside, repository)) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("target");
    }
    assertThat(untrusted.json().get("detail").asString())
        .contains("is not trusted", "pawl.workspace.trusted-targets");
    assertThat(outside.json().get("detail").asString()).contains("below an allowed root");
    assertThat(repository.json().get("detail").asString()).contains("path of a directory");
  }

  /** As docs/how-to/write-command-files.md states, a change is visible after one second, even on a slow machine. */
  @Test
  void seesAChangeWithinASecond() {
    pawl.writeCommand("notes/change", "---\ndescription: At first\n---\nNothing runs.\n");
    assertThat(descriptionAfterASecond("notes/change")).isEqualTo("At first");

    pawl.writeCommand("notes/change", "---\ndescription: At last!\n---\nNothing runs.\n");
    assertThat(descriptionAfterASecond("notes/change")).isEqualTo("At last!");
  }

  private String descriptionAfterASecond(String name) {
    Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    ApiResponse answer = pawl.get("/api/v1/commands/" + name);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("description").asString();
  }

  @Test
  void listsCommandsWithReasonsForRefusal() {
    addCommand("notes/words", "---\ndescription: Only words\n---\nNothing runs.\n");

    JsonNode list = pawl.get("/api/v1/commands").json().get("items");

    assertThat(list.valueStream().map(command -> command.get("name").asString()))
        .contains("quality/verify", "quality/format", "notes/words");
    JsonNode words =
        list.valueStream()
            .filter(command -> command.get("name").asString().equals("notes/words"))
            .findFirst()
            .orElseThrow();
    assertThat(words.get("executable").asBoolean()).isFalse();
    assertThat(words.get("refusal").asString()).contains("documentation");
  }

  @Test
  void filtersCommandsByOrigin() {
    assertThat(pawl.get("/api/v1/commands?origin=built_in").json().toString())
        .contains("quality/verify")
        .doesNotContain("\"server\"");
    assertThat(pawl.get("/api/v1/commands?origin=target").json().get("items")).isEmpty();
    assertThat(pawl.get("/api/v1/commands?origin=nowhere").status()).isEqualTo(422);
  }

  @Test
  void documentsACommand() {
    JsonNode format = pawl.get("/api/v1/commands/quality/format").json();

    assertThat(format.get("rule").asString()).isEqualTo("folder");
    assertThat(format.get("text").asString()).startsWith("# quality/format").contains("## Example");
    assertThat(pawl.get("/api/v1/commands/format", "Accept", "text/markdown").body())
        .isEqualTo(format.get("text").asString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing-like-it",
        "../../etc/passwd",
        "quality/../../x",
        "QUALITY/nothing",
        "etc/passwd",
      })
  void answersAnUnknownNameWithAProblem(String name) {
    ApiResponse answer = pawl.get("/api/v1/commands/" + name);

    assertThat(answer.status()).isBetween(400, 404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void answersANameOfTenThousandCharactersWithAProblem() {
    ApiResponse answer = pawl.get("/api/v1/commands/" + "a".repeat(7000));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).hasSizeLessThan(1000);
    assertThat(pawl.get("/api/v1/commands/" + "a".repeat(10_000)).status()).isBetween(400, 499);
  }

  @Test
  void suggestsSimilarNames() {
    addCommand("near/one", "One.\n");
    addCommand("near/other-one", "Other.\n");

    ApiResponse answer = pawl.get("/api/v1/commands/x/one");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("suggestions").valueStream().map(JsonNode::asString))
        .contains("near/one", "near/other-one");
  }

  @Test
  void showsTheGraphInThreeForms() {
    JsonNode graph = pawl.get("/api/v1/commands/graph").json();

    assertThat(graph.get("edges").toString())
        .contains("{\"from\":\"quality/format\",\"to\":\"quality/verify\"}");
    assertThat(pawl.get("/api/v1/commands/graph?format=mermaid").body()).startsWith("graph LR\n");
    assertThat(pawl.get("/api/v1/commands/graph?format=dot").body())
        .contains("\"quality/format\" -> \"quality/verify\";");
    assertThat(pawl.get("/api/v1/commands/graph?format=png").status()).isEqualTo(422);
  }

  @Test
  void runsAPlainProgramInTheWorkspaceAndPublishesItsChanges() {
    addCommand(
        "team/stamp",
        "---\n"
            + "run: [cp, notes/n.txt, \"notes/$1\"]\n"
            + "writes: notes/**\n"
            + "---\n"
            + "Makes a note.\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            "\"steps\": [{\"command\": \"team/stamp\", \"arguments\": \"'a b.txt'\"}, {\"command\":"
                + " \"format\"}]");

    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "notes/a b.txt")).isEqualTo("note\n");
    assertThat(TestFiles.read(target, "A.java")).contains("class A {");
    String patch =
        pawl.get("/api/v1/workflows/" + done.get("workflow_id").asString() + "/patch").body();
    assertThat(patch).contains("b/notes/a b.txt").contains("+note");
  }

  @Test
  void refusesAShellUnlessTheOperatorAllowsIt() {
    addCommand("team/shell", "---\nrun: [sh, -c, ls]\n---\nLists.\n");

    assertThat(submitExpectingRejection(custom("\"team/shell\"")).body())
        .contains("/commands/0", "pawl.registry.allow-shell=true");
  }

  @Test
  void passesAPromptToAnAgent() {
    addCommand(
        "team/agent",
        "---\n"
            + "run: agent\n"
            + "writes: notes/**\n"
            + "allowed-tools: Read, Write\n"
            + "---\n"
            + "Fix $1 in @notes/n.txt\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target, "\"steps\": [{\"command\": \"team/agent\", \"arguments\": \"bugs\"}]");

    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "notes/agent.txt")).isEqualTo("Fix bugs in note\n");
    String log =
        pawl.get(
                "/api/v1/workflows/%s/steps/team_agent/log"
                    .formatted(done.get("workflow_id").asString()))
            .body();
    assertThat(log).contains("allowed: Read Write");
  }

  @Test
  void keepsTheDefinitionOfARunningWorkflow() {
    addCommand("team/kept", "---\nrun: [echo, first]\n---\nSays it.\n");
    String id = pawl.submit(target, custom("\"team/kept\""));
    pawl.writeCommand("team/kept", "---\nrun: [echo, second]\n---\nSays it.\n");
    pawl.awaitEnd(id);

    assertThat(pawl.get("/api/v1/workflows/" + id + "/steps/team_kept/log").body())
        .contains("\nfirst\n");
  }

  @Test
  void usesCommandsOfTrustedTargetsOnly() {
    String words = "---\nrun: [echo, own]\n---\nThe target's own.\n";
    Path trusted = pawl.newTrustedTarget();
    TestFiles.write(trusted, "A.java", "class A {}\n");
    TestFiles.write(trusted, ".claude/commands/own.md", words);
    TestFiles.write(target, ".claude/commands/own.md", words);

    assertThat(pawl.submitAndAwaitEnd(trusted, custom("\"own\"")).get("status").asString())
        .isEqualTo("completed");
    assertThat(submitExpectingRejection(custom("\"own\"")).body()).contains("is not one of");
  }

  @Test
  void runsASingleCommandWithoutAType() {
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"commands\": [\"format\"]");

    assertThat(done.get("type").asString()).isEqualTo("custom");
    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java")).contains("class A {");
  }

  @Test
  void runsDedupeFormatAndVerifyInTheOrderOfTheirDependencies() {
    JsonNode done = pawl.submitAndAwaitEnd(target, custom("\"dedupe\", \"format\", \"verify\""));

    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(
            done.get("phases")
                .valueStream()
                .flatMap(phase -> phase.get("steps").valueStream())
                .map(step -> step.get("name").asString()))
        .containsExactly(
            "safety_check",
            "create_snapshot",
            "verify",
            "format",
            "dedupe",
            "final_verify",
            "integrity_check",
            "publish");
  }

  @ParameterizedTest
  @CsvSource({
    "balanced, simple",
    "speed, performance",
    "safety, conservative",
    "thorough, comprehensive"
  })
  void runsAnAdaptiveWorkflowOfEachPriority(String priority, String strategy) {
    JsonNode done =
        pawl.submitAndAwaitEnd(
            target, "\"type\": \"adaptive\", \"planning\": {\"priority\": \"" + priority + "\"}");

    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(done.get("plan").get("strategy").asString()).isEqualTo(strategy);
    assertThat(TestFiles.read(target, "A.java")).doesNotContain("import");
  }

  @Test
  void previewsAPlanWithoutRunningIt() {
    String request =
        "{\"target\": {\"path\": \"%s\"}, \"commands\": [\"cleanup\", \"format\"]}"
            .formatted(target);
    JsonNode before = pawl.post("/api/v1/plans", request).json();

    assertThat(before.get("order").valueStream().map(JsonNode::asString))
        .containsExactly(
            "safety/check",
            "snapshot/create",
            "quality/format",
            "quality/cleanup",
            "integrity/check",
            "publish/apply");
    assertThat(before.get("warnings").toString()).contains("conflicting effects");
    assertThat(before.get("estimated_seconds").isNull()).isTrue();
    assertThat(before.at("/coverage/languages/0/language").asString()).isEqualTo("java");
    assertThat(before.at("/coverage/languages/0/formatting/state").asString())
        .isIn("planned", "not_formatted");
    assertThat(TestFiles.read(target, "A.java")).contains("class A{");

    pawl.submitAndAwaitEnd(target, "\"commands\": [\"cleanup\", \"format\"]");
    assertThat(pawl.post("/api/v1/plans", request).json().get("estimated_seconds").asLong())
        .isPositive();
  }

  @Test
  void returnsTheSystemStateOfAnAdaptivePlan() {
    pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    JsonNode plan =
        pawl.post(
                "/api/v1/plans",
                "{\"target\": {\"path\": \"%s\"}, \"type\": \"adaptive\"}".formatted(target))
            .json();

    JsonNode code = plan.get("system_state").get("target");
    assertThat(code.get("total_files").asInt()).isEqualTo(3);
    assertThat(code.get("source_files").asInt()).isEqualTo(1);
    assertThat(code.get("languages").get("java").get("lines").asInt()).isEqualTo(2);
    assertThat(code.get("issue_density").asDouble()).isPositive();
    assertThat(plan.get("why").asString())
        .isEqualTo("the target has fewer than 50 source files (1)");
  }

  @Test
  void reportsAllErrorsOfPlanningOptions() {
    assertThat(
            submitExpectingRejection(
                    "\"type\": \"adaptive\", \"planning\": {\"priority\": \"fast\","
                        + " \"max_parallel\": 9}")
                .body())
        .contains("/planning/priority", "/planning/max_parallel");
    assertThat(
            submitExpectingRejection("\"steps\": [{\"name\": \"x\"}], \"commands\": [\"format\"]")
                .body())
        .contains("/steps", "cannot be combined with commands");
    assertThat(
            submitExpectingRejection(
                    "\"steps\": [{\"name\": \"x\"}, {\"command\": \"format\", \"timeout\":"
                        + " \"soon\"}]")
                .body())
        .contains("/steps/0", "/steps/1/timeout");
  }

  @Test
  void mergesIdenticalPrivateMethods() {
    String body =
        "(int n) {\n"
            + "    int all = 0;\n"
            + "    for (int i = 0; i < n; i++) {\n"
            + "      all += i;\n"
            + "    }\n"
            + "    return all;\n"
            + "  }\n";
    TestFiles.write(
        target,
        "A.java",
        "class A {\n  int a() {\n    return one(1) + two(2);\n  }\n\n  private int one"
            + body
            + "\n  private int two"
            + body
            + "}\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            "\"steps\": [{\"command\": \"dedupe_advanced\", \"arguments\": \"--similarity=90\"}]");

    assertThat(done.get("status").asString()).as(done.toPrettyString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java"))
        .contains("return one(1) + one(2);")
        .doesNotContain("two");
    assertThat(PawlClient.step(done, "dedupe_advanced").get("summary").asString())
        .isEqualTo("1 of 3 files changed; 0 duplicates in 1 file, 0 of 13 lines (0%)");
  }
}
