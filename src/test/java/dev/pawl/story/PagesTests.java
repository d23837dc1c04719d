package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests the HTML of the pages. */
@PawlTest
class PagesTests {

  @Autowired PawlClient pawl;

  @Test
  void showWorkflowsAndTheirSteps() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "bad<b>.json", "{");
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    ApiResponse overview = pawl.get("/");
    assertThat(overview.header("Content-Type")).startsWith("text/html");
    assertThat(overview.body()).contains("/workflows/" + id, target.toString(), "gates failed");

    ApiResponse page = pawl.get("/workflows/" + id);
    assertThat(page.body())
        .contains(
            "failed",
            "verify",
            "gates failed: errors &lt;= 0",
            "/api/v1/workflows/" + id + "/patch")
        .contains("bad&lt;b&gt;.json")
        .doesNotContain("bad<b>");
  }

  @Test
  void reportAnUnknownWorkflow() {
    ApiResponse page = pawl.get("/workflows/nope");

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.body()).contains("There is no <span>workflow</span>");
  }

  @Test
  void renderErrorsAsPagesOrProblemDocuments() {
    String browserAccept = "text/html,application/xhtml+xml,*/*;q=0.8";

    ApiResponse page = pawl.get("/nowhere", "Accept", browserAccept);
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body())
        .contains("<h1>Not Found</h1>", "There is no page /nowhere.", "href=\"/workflows\"");

    assertThat(pawl.get("/targets?name=%ff", "Accept", browserAccept).status()).isEqualTo(400);

    for (ApiResponse answer :
        List.of(pawl.get("/nowhere"), pawl.get("/api/v1/nowhere", "Accept", browserAccept))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }
}
