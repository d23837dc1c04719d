package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the pages of findings, as a CI system reads them. */
@PawlTest
class FindingsTests {

  @Autowired PawlClient pawl;
  private String findings;

  @BeforeEach
  void runAWorkflowThatFindsSomething() {
    Path target = pawl.newTarget();
    TestFiles.write(
        target, "A.java", "import java.util.List;\nimport java.util.Map;\nclass A {}\n");
    TestFiles.write(target, "b.json", "{oops\n");
    TestFiles.write(target, "c.json", "[1,\n");
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"commands\": [\"verify\", \"analyze\"]");
    findings = "/api/v1/workflows/" + done.get("workflow_id").asString() + "/findings";
  }

  private static List<String> files(JsonNode page) {
    return page.get("items")
        .valueStream()
        .map(item -> item.get("finding").get("file").asString())
        .toList();
  }

  @Test
  void areInTheOrderOfFilesAndLines() {
    JsonNode page = pawl.get(findings).json();

    assertThat(files(page)).containsExactly("A.java", "A.java", "b.json", "c.json");
    assertThat(page.get("next_after").isNull()).isTrue();
    assertThat(page.get("items").get(2).get("number").asInt()).isEqualTo(3);
    assertThat(page.get("items").get(2).get("finding").get("severity").asString())
        .isEqualTo("error");
  }

  @Test
  void arePagedWithoutGaps() {
    var all = new ArrayList<String>();
    int pages = 0;
    for (String after = "0"; !after.equals("null"); pages++) {
      JsonNode page = pawl.get(findings + "?limit=3&after=" + after).json();
      all.addAll(files(page));
      after = page.get("next_after").toString();
    }

    assertThat(pages).isEqualTo(2);
    assertThat(all).containsExactly("A.java", "A.java", "b.json", "c.json");
  }

  @Test
  void pagesAreLinkedByCursor() {
    var first = pawl.get(findings + "?severity=error&limit=1&after=0");
    var second = pawl.get(first.nextPage());

    assertThat(files(first.json())).containsExactly("b.json");
    assertThat(first.nextPage())
        .isEqualTo(
            findings
                + "?severity=error&limit=1&cursor="
                + first.json().get("next_cursor").asString());
    assertThat(files(second.json())).containsExactly("c.json");
    assertThat(second.json().get("next_cursor").isNull()).isTrue();
    assertThat(second.header("Link")).isEmpty();
    assertThat(pawl.get(findings + "?cursor=x").status()).isEqualTo(422);
  }

  @Test
  void canBeFilteredBySeverityAndStep() {
    assertThat(files(pawl.get(findings + "?severity=error").json()))
        .containsExactly("b.json", "c.json");
    assertThat(files(pawl.get(findings + "?severity=error&limit=1&after=3").json()))
        .containsExactly("c.json");
    assertThat(files(pawl.get(findings + "?step=analyze").json())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, 422",
    "?limit=1001, 422",
    "?after=-1, 422",
    "?severity=bad, 422",
    "?limit=x, 400",
    "?step=none, 404",
  })
  void rejectInvalidQueries(String query, int status) {
    ApiResponse answer = pawl.get(findings + query);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void areNotLoadedWithTheWorkflow() {
    String step = findings.replace("/findings", "/steps/verify");

    assertThat(
            pawl.get(step).json().get("attempts").get(0).get("outcome").get("findings").isEmpty())
        .isTrue();
  }

  @Test
  void areNotFoundForAnUnknownWorkflow() {
    assertThat(pawl.get("/api/v1/workflows/quality_none/findings").status()).isEqualTo(404);
  }

  private static final String SHARED =
      """
        int total(int[] prices, int[] counts, int discount) {
          int sum = 0;
          for (int i = 0; i < prices.length; i++) {
            int price = prices[i];
            int count = counts[i];
            if (count > 10) {
              sum += price * count - discount;
            } else if (count > 0) {
              sum += price * count;
            }
          }
          if (sum < 0) {
            throw new IllegalStateException("negative");
          }
          return sum;
        }
      """;

  private JsonNode run(Path target, String fields) {
    JsonNode workflow = pawl.submitAndAwaitEnd(target, fields);
    findings = "/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/findings";
    return workflow;
  }

  private List<String> places(String rule) {
    return pawl.get(findings)
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("finding"))
        .filter(finding -> finding.get("rule").asString().equals(rule))
        .map(finding -> finding.get("file").asString() + ":" + finding.get("line").asInt())
        .toList();
  }

  /** Returns the report in a format, or the page of the workflow. */
  private String report(String format) {
    return format.equals("page")
        ? pawl.get(findings.replace("/api/v1", "").replace("/findings", "")).body()
        : pawl.get(findings.replace("/findings", "/report?format=" + format)).body();
  }

  @ParameterizedTest
  @CsvSource({"dedupe", "dedupe_advanced"})
  void includeDuplicatesInReportsAndGates(String command) {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {\n  int a;\n" + SHARED + "}\n");
    TestFiles.write(target, "B.java", "class B {\n  long b;\n\n" + SHARED + "}\n");
    TestFiles.write(
        target,
        "C.java",
        "class C {\n  void c() {\n    try {\n      c();\n    } catch (Error e) {\n    }\n  }\n}\n");
    String gate = "\"gates\": [{\"metric\": \"%s\", \"operator\": \"<=\", \"threshold\": %d}]";

    JsonNode failed =
        run(
            target,
            "\"commands\": [\"verify\", \"%s\"], ".formatted(command)
                + gate.formatted("duplicated_lines_percent", 50));

    assertThat(failed.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(places("duplicate-code")).containsExactly("A.java:3");
    assertThat(places("EmptyCatchBlock")).containsExactly("C.java:5");
    for (String format : List.of("json", "html", "markdown", "sarif", "gitlab", "page")) {
      assertThat(report(format)).as(format).contains("duplicate-code", "EmptyCatchBlock");
    }
    JsonNode counted =
        run(
            target,
            "\"commands\": [\"verify\", \"%s\"], ".formatted(command)
                + gate.formatted("findings", 1));
    assertThat(counted.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(counted.toString()).contains("findings <= 1 on all code: 2, failed");
  }

  @Test
  void haveTheLinesOfTheSubmittedFileAfterADryRun() {
    Path target = pawl.newTarget();
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(
        target,
        "A.java",
        "class A {\n\n\n\n  int a; int b; int c;\n\n\n\n\n\n\n  private int lonely;\n}\n");

    JsonNode done = run(target, "\"commands\": [\"verify\", \"format\"], \"dry_run\": true");

    assertThat(done.get("status").asString()).isEqualTo("completed");
    assertThat(pawl.get(findings.replace("/findings", "/patch")).body()).contains("A.java");
    assertThat(places("UnusedPrivateField")).containsExactly("A.java:12");
    assertThat(report("sarif")).contains("\"startLine\":12").doesNotContain("\"startLine\":7");
    assertThat(report("page")).contains("A.java:12");
    assertThat(report("json")).contains("\"line\":12");
    assertThat(report("checkstyle")).contains("line=\"12\"");
  }

  @Test
  void haveTheLinesOfThePublishedFile() throws IOException {
    Path target = pawl.newTarget();
    TestFiles.askForJavaFormatter(target);
    String body = "    System.out.println();\n".repeat(60);
    TestFiles.write(target, "A.java", "class A {\n\n\n\n\n\n  void run() {\n" + body + "  }\n}\n");

    run(target, "\"commands\": [\"analyze\", \"format\"]");

    int line = Files.readAllLines(target.resolve("A.java")).indexOf("  void run() {") + 1;
    assertThat(line).as("moved by the formatter").isBetween(2, 6);
    assertThat(places("long-function")).containsExactly("A.java:" + line);
  }

  @Test
  void showControlCharactersAsEscapes() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "a\u202Eb\u001B.json", "{");

    run(target, "\"commands\": [\"verify\"], \"labels\": {\"who\": \"x\u202Ey\"}");

    for (String format : List.of("json", "html", "markdown", "sarif", "gitlab", "page")) {
      assertThat(report(format))
          .as(format)
          .doesNotContain("\u202E", "\u001B")
          .containsAnyOf("a\\u202Eb\\u001B", "a%E2%80%AEb%1B");
    }
  }
}
