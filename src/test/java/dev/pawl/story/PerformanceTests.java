package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests optimization levels and performance reports over HTTP. */
@PawlTest
class PerformanceTests {

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    for (int i = 0; i < 30; i++) {
      TestFiles.write(target, "F%d.java".formatted(i), "class F%d {\n  int a;\n}\n".formatted(i));
    }
  }

  private JsonNode performance(JsonNode workflow) {
    return pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/performance")
        .json();
  }

  private JsonNode run(String level) {
    return pawl.submitAndAwaitEnd(
        target, "\"planning\": {\"optimization_level\": \"%s\"}".formatted(level));
  }

  @Test
  void comparesWithTheBaselineAndPreviousRuns() {
    run("balanced");
    JsonNode second = run("maximum");

    JsonNode performance = performance(second);

    assertThat(second.at("/plan/optimization_level").asString()).isEqualTo("maximum");
    assertThat(performance.get("optimization_level").asString()).isEqualTo("maximum");
    assertThat(performance.at("/baseline/file_count").asInt()).isEqualTo(30);
    assertThat(performance.at("/baseline/source_file_count").asInt()).isEqualTo(30);
    assertThat(performance.at("/baseline/sample").asInt()).isEqualTo(10);
    assertThat(performance.at("/baseline/avg_processing_speed_ms").asDouble()).isPositive();
    assertThat(performance.at("/measured/step").asString()).isEqualTo("verify");
    assertThat(performance.at("/measured/files").asInt()).isEqualTo(30);
    double before = performance.at("/baseline/avg_processing_speed_ms").asDouble();
    double now = performance.at("/measured/avg_processing_speed_ms").asDouble();
    assertThat(performance.get("improvement_percent").asDouble())
        .isCloseTo(100 * (before - now) / before, org.assertj.core.data.Offset.offset(0.1));
    assertThat(performance.at("/earlier/runs").asInt()).isEqualTo(1);
    assertThat(performance.at("/earlier/improvement_percent").isNumber()).isTrue();
  }

  private String log(JsonNode workflow) {
    return pawl.get(
            "/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/steps/verify/log")
        .body();
  }

  @Test
  void usesNoCacheAtTheConservativeLevel() {
    pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    assertThat(log(pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"")))
        .contains("30 files, all cached");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            "\"type\": \"verify-only\", \"planning\": {\"optimization_level\": \"conservative\"}");

    assertThat(log(done)).contains("30 files").doesNotContain("cached");
    String report = "/api/v1/workflows/" + done.get("workflow_id").asString() + "/report?format=";
    for (String format : List.of("text", "html", "markdown")) {
      assertThat(pawl.get(report + format).body())
          .as(format)
          .contains("Optimization level conservative: one file at a time, without caches.");
    }
    assertThat(performance(done).at("/baseline/sample").asInt()).isEqualTo(10);
  }

  @Test
  void hasNoBaselineWithoutALevel() {
    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");

    assertThat(performance(done).has("baseline")).isFalse();
    assertThat(performance(done).has("earlier")).isFalse();
    assertThat(performance(done).at("/measured/files").asInt()).isEqualTo(30);
    assertThat(pawl.get("/api/v1/workflows/quality_none/performance").status()).isEqualTo(404);
  }
}
