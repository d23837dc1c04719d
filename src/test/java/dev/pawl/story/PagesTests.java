package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    assertThat(overview.body())
        .contains("/workflows/" + id, target.toString(), "1 error, the gate allows 0");

    ApiResponse page = pawl.get("/workflows/" + id);
    assertThat(page.body())
        .contains(
            "failed", "verify", "1 error, the gate allows 0", "/api/v1/workflows/" + id + "/patch")
        .contains("bad&lt;b&gt;.json")
        .doesNotContain("bad<b>");
  }

  @Test
  void findWorkflowsByTheTermsOfTheSearch() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "bad.json", "{");
    String id =
        pawl.submitAndAwaitEnd(
                target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    String name = "target:" + target.getFileName();

    for (String found :
        List.of("", " rule:syntax", " rule:json/syntax", " label:team=core", " " + id)) {
      assertThat(search(name + found)).as(found).contains("/workflows/" + id);
    }
    for (String other :
        List.of(" rule:json/none", " status:completed", " label:team=x", " branch:main", " 100%")) {
      assertThat(search(name + other)).as(other).contains("No workflow matches");
    }
    assertThat(search("color:red")).contains("There is no term").doesNotContain(id);
    assertThat(pawl.get("/workflows?tab=failed&q=" + encode(name)).body())
        .contains("/workflows/" + id);
    assertThat(pawl.get("/workflows?tab=needs_you&q=" + encode(name)).body())
        .doesNotContain("/workflows/" + id);
  }

  private String search(String text) {
    return pawl.get("/workflows?q=" + encode(text)).body();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void continueTheListAfterACursor() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "good.json", "{}");
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    String name = encode("target:" + target.getFileName());

    assertThat(pawl.get("/workflows?after=00000000-0000-7000-8000-000000000000&q=" + name).body())
        .contains("No workflow matches", "Newest");
    assertThat(pawl.get("/workflows?after=nonsense&q=" + name).body()).contains("/workflows/" + id);
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
