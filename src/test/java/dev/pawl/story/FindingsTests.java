package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
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
  void belongToTheLastVerificationInOrder() {
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
}
