package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetConfigTests {

  @TempDir Path folder;

  private TargetConfig config(String json) {
    TestFiles.write(folder, ".quality-config.json", json);
    return TargetConfig.read(folder);
  }

  @Test
  void usesDefaultsWithoutFile() {
    assertThat(TargetConfig.read(folder))
        .returns("standard", TargetConfig::defaultWorkflow)
        .returns(10_485_760L, TargetConfig::maxFileSize)
        .returns(List.of(), TargetConfig::faults)
        .returns(false, TargetConfig::requireCleanGit);
  }

  @Test
  void mergesFieldByField() {
    var config =
        config(
            "{\"default_workflow\": \"verify-only\", \"safety\": {\"require_clean_git\": true},"
                + " \"x\": 1}");

    assertThat(config.defaultWorkflow()).isEqualTo("verify-only");
    assertThat(config.requireCleanGit()).isTrue();
    assertThat(config.requireGit()).isFalse();
    assertThat(config.excludedPatterns()).contains("node_modules");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{oops", "", "{\"a\": 1"})
  void reportsBrokenFileAndUsesDefaults(String json) {
    assertThat(config(json).faults())
        .hasSize(1)
        .first()
        .asString()
        .contains(".quality-config.json");
    assertThat(config(json).defaultWorkflow()).isEqualTo("standard");
  }

  @Test
  void rejectsTooSmallFileSize() {
    assertThat(config("{\"max_file_size\": 1023}"))
        .returns(10_485_760L, TargetConfig::maxFileSize)
        .satisfies(config -> assertThat(config.faults()).hasSize(1));
    assertThat(config("{\"max_file_size\": 1024}").maxFileSize()).isEqualTo(1024);
  }

  @Test
  void excludesByNameAndByGlobAtAnyDepth() {
    var exclusions = config("{\"excluded_patterns\": [\"generated\", \"*.min.js\"]}").exclusions();

    assertThat(exclusions.excludes("src/generated/A.java")).isTrue();
    assertThat(exclusions.excludes("web/app.min.js")).isTrue();
    assertThat(exclusions.excludes("web/app.js")).isFalse();
    assertThat(exclusions.excludes("node_modules/x.js")).isFalse();
  }

  @Test
  void readsArgumentLists() {
    var config = config("{\"commands\": {\"test\": [\"make\", \"check\"], \"build\": []}}");

    assertThat(config.commands())
        .containsOnlyKeys("test")
        .containsEntry("test", List.of("make", "check"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package-lock.json",
        "web/yarn.lock",
        "Cargo.lock",
        "go.sum",
        ".env",
        ".env.local",
        "a/.env",
        "config/production.json",
        "docker-compose.yml",
        "Dockerfile",
        "LICENSE",
        "README.md",
        "docs/README.md",
        ".gitignore",
        ".github/workflows/ci.yml"
      })
  void recognizesCriticalFiles(String path) {
    assertThat(TargetConfig.isCritical(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package.json",
        "src/Dockerfile.java",
        "README.md.txt",
        "environment",
        "LICENSES.java",
        ".github/x.yml"
      })
  void recognizesNonCriticalFiles(String path) {
    assertThat(TargetConfig.isCritical(path)).isFalse();
  }
}
