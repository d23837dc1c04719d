package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.TargetConfig.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tests each field of a configuration with valid and invalid values. */
class TargetConfigValidatorTests {

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"version\": \"2\"}|",
        "{\"version\": 2}| /version",
        "{\"default_workflow\": \"x\"}|",
        "{\"default_workflow\": null}| /default_workflow",
        "{\"parallel_execution\": false}|",
        "{\"parallel_execution\": \"no\"}| /parallel_execution",
        "{\"create_snapshots\": true}|",
        "{\"create_snapshots\": false}| /create_snapshots",
        "{\"auto_cleanup\": 1}| /auto_cleanup",
        "{\"max_file_size\": 1024}|",
        "{\"max_file_size\": 1023}| /max_file_size",
        "{\"max_file_size\": 2048.5}| /max_file_size",
        "{\"max_file_size\": \"2048\"}| /max_file_size",
        "{\"excluded_patterns\": []}|",
        "{\"excluded_patterns\": [\"a\", 1]}| /excluded_patterns",
        "{\"excluded_patterns\": \"a\"}| /excluded_patterns",
        "{\"formatters\": {\"java\": [], \"x\": [\"y\"]}}|",
        "{\"formatters\": {\"java\": \"x\"}}| /formatters/java",
        "{\"formatters\": {\"a/b\": 1}}| /formatters/a~1b",
        "{\"formatters\": []}| /formatters",
        "{\"duplicates\": {\"min_tokens\": 20}}|",
        "{\"duplicates\": {\"min_tokens\": 10000}}|",
        "{\"duplicates\": {\"min_tokens\": 19}}| /duplicates/min_tokens",
        "{\"duplicates\": {\"min_tokens\": 70.5}}| /duplicates/min_tokens",
        "{\"duplicates\": {\"min_tokens\": \"70\"}}| /duplicates/min_tokens",
        "{\"duplicates\": 70}| /duplicates",
        "{\"quality_thresholds\": {\"similarity_threshold\": 0}}|",
        "{\"quality_thresholds\": {\"similarity_threshold\": 100}}|",
        "{\"quality_thresholds\": {\"similarity_threshold\": -1}}|"
            + " /quality_thresholds/similarity_threshold",
        "{\"quality_thresholds\": {\"similarity_threshold\": 101}}|"
            + " /quality_thresholds/similarity_threshold",
        "{\"quality_thresholds\": {\"complexity_limit\": 1}}|",
        "{\"quality_thresholds\": {\"complexity_limit\": 0}}| /quality_thresholds/complexity_limit",
        "{\"quality_thresholds\": {\"max_file_lines\": 0}}| /quality_thresholds/max_file_lines",
        "{\"quality_thresholds\": {\"max_function_lines\": true}}|"
            + " /quality_thresholds/max_function_lines",
        "{\"safety\": {\"require_git\": true, \"require_clean_git\": false}}|",
        "{\"safety\": {\"require_git\": \"x\"}}| /safety/require_git",
        "{\"safety\": 1}| /safety",
        "{\"links\": [\"node_modules\", \"a/b\"]}|",
        "{\"links\": [\"/etc\"]}| /links",
        "{\"links\": [\"a/../../b\"]}| /links",
        "{\"links\": [\"\"]}| /links",
        "{\"commands\": {\"build\": [\"make\"]}}|",
        "{\"commands\": {\"build\": []}}| /commands/build",
        "{\"commands\": {\"test\": \"make\"}}| /commands/test",
        "{\"gates\": [{}]}|",
        "{\"gates\": [1]}| /gates",
        "{\"on_failure\": {\"format\": \"continue\"}}|",
        "{\"on_failure\": {\"format\": 1}}| /on_failure/format",
        "{\"unknown\": {\"anything\": [1, null]}}| /unknown",
        "{\"a/b\": 1}| /a~1b",
        "{\"safety\": {\"require_gti\": true}}| /safety/require_gti",
        "{\"quality_thresholds\": {\"max_lines\": 1}}| /quality_thresholds/max_lines",
        "{\"auto_cleanup\": true}|",
        "{\"auto_cleanup\": false}| /auto_cleanup",
        "{\"safety\": {\"backup_before_operations\": false}}| /safety/backup_before_operations",
        "{\"safety\": {\"verify_after_operations\": false}}| /safety/verify_after_operations",
      })
  void validatesEachField(String text, String pointer) {
    var faults = TargetConfigValidator.removeInvalidFields(json(text));

    assertThat(faults.stream().map(Fault::pointer))
        .isEqualTo(pointer == null ? List.of() : List.of(pointer));
  }

  @Test
  void removesOnlyInvalidFields() {
    ObjectNode config =
        json("{\"safety\": {\"require_git\": 1, \"require_clean_git\": true}, \"x\": 1}");

    TargetConfigValidator.removeInvalidFields(config);

    assertThat(config).isEqualTo(json("{\"safety\": {\"require_clean_git\": true}, \"x\": 1}"));
  }

  @Test
  void acceptsPartialConfigurationsAndReportsAllErrors() {
    ObjectNode config = json("{\"max_file_size\": 1, \"formatters\": {\"java\": 1}}");

    assertThat(TargetConfigValidator.validate(json("{}"))).isEmpty();

    assertThat(TargetConfigValidator.validate(config))
        .extracting(Fault::text)
        .containsExactly(
            "/max_file_size must be a whole number of at least 1024",
            "/formatters/java must be a list of strings");
    assertThat(config.has("max_file_size")).as("the request itself is not changed").isTrue();
  }

  @Test
  void acceptsDefaults() {
    ObjectNode defaults = TargetConfig.mergeWithDefaults(json("{}")).document();

    assertThat(TargetConfigValidator.validate(defaults)).isEmpty();
    assertThat(TargetConfig.mergeWithDefaults(defaults).document()).isEqualTo(defaults);
  }
}
