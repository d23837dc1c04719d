package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests the HTML of the pages. */
@PawlTest
class PagesTests {

  @Autowired Pawl pawl;

  @Test
  void showTheLatestWorkflowsAndOneWithItsSteps() {
    Path target = pawl.newTarget();
    Folders.write(target, "bad<b>.json", "{");
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    Answer overview = pawl.get("/");
    assertThat(overview.header("Content-Type")).startsWith("text/html");
    assertThat(overview.body()).contains("/workflows/" + id, target.toString(), "gate_failed");

    Answer page = pawl.get("/workflows/" + id);
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
  void sayThatAWorkflowIsNotThere() {
    Answer page = pawl.get("/workflows/nope");

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.body()).contains("There is no <span>workflow</span>");
  }

  @Test
  void sayWhatWentWrongToPeopleAsAPageAndToProgramsAsAProblem() {
    String people = "text/html,application/xhtml+xml,*/*;q=0.8";

    Answer page = pawl.get("/nowhere", "Accept", people);
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body())
        .contains("<h1>Not Found</h1>", "There is no page /nowhere.", "href=\"/workflows\"");

    assertThat(pawl.get("/targets?name=%ff", "Accept", people).status()).isEqualTo(400);

    for (Answer answer :
        List.of(pawl.get("/nowhere"), pawl.get("/api/v1/nowhere", "Accept", people))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }
}
