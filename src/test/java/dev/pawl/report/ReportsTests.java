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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

@PawlTest
class ReportsTests {

  @Autowired Reports reports;
  @Autowired Pawl pawl;

  @ParameterizedTest
  @CsvSource({
    "text/plain, text",
    "application/json, json",
    "application/*, json",
    "*/*, text",
    "'application/json;q=0.9', json",
  })
  void areChosenByWhatSomebodyAccepts(String accept, String format) {
    assertThat(reports.byAccept(MediaType.parseMediaTypes(accept)))
        .hasValueSatisfying(renderer -> assertThat(renderer.format()).isEqualTo(format));
  }

  @Test
  void areTextForWhoDoesNotSay() {
    assertThat(reports.byAccept(List.of()).orElseThrow().format()).isEqualTo("text");
  }

  @Test
  void areNotThereInEveryFormat() {
    assertThat(reports.byAccept(MediaType.parseMediaTypes("image/png"))).isEmpty();
    assertThat(reports.byName("pdf")).isEmpty();
    assertThat(reports.formats()).containsExactly("json", "text");
  }

  @Test
  void areThereForAWorkflowThatHasNotEnded() throws IOException {
    var target = pawl.newTarget();
    Folders.write(target, "a.json", "{}");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    for (String format : reports.formats()) {
      var out = new ByteArrayOutputStream();
      reports.byName(format).orElseThrow().render(reports.of(id).orElseThrow(), out);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains(id, "verify");
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

    reports.byName("json").orElseThrow().render(reports.of(id).orElseThrow(), out);

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
}
