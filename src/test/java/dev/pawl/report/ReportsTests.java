package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

@PawlTest
class ReportsTests {

  @Autowired Reports reports;
  @Autowired Pawl pawl;

  @Test
  void areThereForAWorkflowThatHasNotEnded() throws IOException {
    var target = pawl.newTarget();
    Folders.write(target, "a.json", "{}");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    for (Format format : Format.values()) {
      var out = new ByteArrayOutputStream();
      reports.write(reports.of(id).orElseThrow(), format, out);
      if (List.of(Format.TEXT, Format.JSON, Format.HTML, Format.MARKDOWN, Format.JUNIT)
          .contains(format)) {
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(id, "verify");
      }
    }
    assertThat(reports.of("nope")).isEmpty();
  }

  @Test
  void holdEveryFindingOfTheLastVerification() throws IOException {
    var target = pawl.newTarget();
    for (int i = 0; i < 30; i++) {
      Folders.write(target, "broken" + i + ".json", "{");
    }
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    var out = new ByteArrayOutputStream();

    reports.write(reports.of(id).orElseThrow(), Format.JSON, out);

    var json = JsonMapper.shared().readTree(out.toByteArray());
    assertThat(json.get("findings")).hasSize(30);
    assertThat(json.get("findings").get(0).propertyNames())
        .contains(
            "file",
            "line",
            "column",
            "end_line",
            "severity",
            "tool",
            "rule",
            "message",
            "fingerprint");
  }

  @Test
  void comeOverHttpAsWhatWasAskedFor() {
    var target = pawl.newTarget();
    Folders.write(target, "A.java", "import java.util.List;\nclass A {}\n");
    Folders.write(target, "b.json", "{");
    String url =
        "/api/v1/workflows/"
            + pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString()
            + "/report";

    for (Format format : Format.values()) {
      var answer = pawl.get(url + "?format=" + format.word(), "Accept", "image/png");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith(format.mediaType().toString());
    }
    var sarif = pawl.get(url, "Accept", "application/sarif+json");
    assertThat(sarif.header("Content-Type")).isEqualTo("application/sarif+json");
    assertThat(sarif.json().get("runs").get(0).get("results")).hasSize(2);
    assertThat(pawl.get(url, "Accept", "text/html").body()).startsWith("<!DOCTYPE html>");
    var refused = pawl.get(url, "Accept", "image/png");
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void haveTheDiffThatThePatchIs() {
    var target = pawl.newTarget();
    Folders.write(target, "A.java", "import java.util.List;\nclass A { int  x; }\n");
    String url =
        "/api/v1/workflows/" + pawl.run(target, "\"dry_run\": true").get("workflow_id").asString();

    String patch = pawl.get(url + "/patch").body();

    assertThat(patch).contains("-import java.util.List;");
    assertThat(pawl.get(url + "/report?format=diff").body()).isEqualTo(patch);
    assertThat(pawl.get(url + "/report", "Accept", "text/x-diff").body()).isEqualTo(patch);
    assertThat(pawl.get(url + "/report?format=html").body())
        .contains("import java.util.List;", "1 file would change");
  }
}
