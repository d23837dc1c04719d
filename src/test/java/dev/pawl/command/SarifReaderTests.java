package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SarifReaderTests {

  private static List<Finding> read(String log) {
    return SarifReader.read(JsonMapper.shared().readTree(log), "lint");
  }

  @Test
  void readsRulesLevelsRegionsAndBases() {
    String log =
        """
        {"version": "2.1.0", "runs": [{
          "tool": {"driver": {"name": "Lint", "rules": [
            {"id": "L1", "defaultConfiguration": {"level": "error"}},
            {"id": "L2", "messageStrings": {"long": {"text": "{0} is too long ({1}, {7})"}}}
          ]}},
          "originalUriBaseIds": {
            "SRC": {"uri": "src/", "uriBaseId": "ROOT"}, "ROOT": {"uri": "file:///work/"}
          },
          "artifacts": [{"location": {"uri": "c.txt"}}],
          "results": [
            {"ruleId": "L1", "message": {"text": "Wrong"}, "locations": [{"physicalLocation": {
              "artifactLocation": {"uri": "a.txt", "uriBaseId": "SRC"},
              "region": {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 2}}}]},
            {"ruleIndex": 1, "message": {"id": "long", "arguments": ["x", "80"]},
             "locations": [{"physicalLocation": {"artifactLocation": {"uri": "b.txt"},
               "region": {"startLine": 2}}}]},
            {"ruleId": "L9", "level": "note", "message": {"text": "Note"}, "locations": [
              {"physicalLocation": {"artifactLocation": {"index": 0}}}]}
          ]}]}
        """;

    assertThat(read(log))
        .containsExactly(
            Finding.at("file:///work/src/a.txt", 3, 5, Severity.ERROR, "lint", "L1", "Wrong")
                .withEnd(4, 2),
            Finding.at("b.txt", 2, 0, Severity.WARNING, "lint", "L2", "x is too long (80, {7})"),
            Finding.at("c.txt", 0, 0, Severity.INFO, "lint", "L9", "Note"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"kind\": \"pass\"", "\"kind\": \"notApplicable\""})
  void leavesResultsThatAreNoProblems(String field) {
    assertThat(read("{\"runs\": [{\"results\": [{\"ruleId\": \"a\", " + field + "}]}]}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"kind\": \"inSource\"}] | true",
        "[{\"kind\": \"external\", \"status\": \"accepted\"}] | true",
        "[{\"kind\": \"external\", \"status\": \"rejected\"}] | false",
        "[] | false"
      })
  void marksSuppressedResults(String suppressions, boolean suppressed) {
    assertThat(
            read(
                "{\"runs\": [{\"results\": [{\"ruleId\": \"a\", \"suppressions\": %s}]}]}"
                    .formatted(suppressions)))
        .singleElement()
        .matches(finding -> finding.isSuppressed() == suppressed);
  }

  @Test
  void readsSuppressionsThatAreRejected() {
    assertThat(
            read(
                "{\"runs\": [{\"results\": [{\"ruleId\": \"a\", \"suppressions\": [{\"status\":"
                    + " \"rejected\"}]}]}]}"))
        .hasSize(1);
  }

  @Test
  void rejectsOtherDocuments() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> read("{\"errors\": []}"))
        .withMessage("the output is not SARIF: it has no runs");
  }
}
